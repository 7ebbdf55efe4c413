/** The peer broke the protocol, or floods us. The connection is of no more use: `mux.fail()`, then destroy the socket. */
export class MuxError extends Error {
  override readonly name = 'MuxError'
}
