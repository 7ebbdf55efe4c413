/** What counts, in one sentence: the panel, the API and the bill say the same. */
export const meteredBytes =
  'Metered bytes are the payload bytes that pass between your program and the network after the proxy handshake, ' +
  'both directions, each counted when it is handed on.'
