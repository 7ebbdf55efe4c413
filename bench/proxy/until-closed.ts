import type { Socket } from 'node:net'

/** However it closes. */
export const untilClosed = (socket: Socket): Promise<void> =>
  new Promise(resolve => (socket.closed ? resolve() : socket.once('close', () => resolve())))
