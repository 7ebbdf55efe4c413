import type { Socket } from 'node:net'

/**
 * RST instead of FIN: the peer must not take what it got for the whole. While the kernel is just being told to say FIN,
 * a reset is refused (libuv: EINVAL) and Node would never let go of the socket: then all has been said anyway.
 */
export function resetSocket(socket: Socket): void {
  const saysFin = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0
  if (saysFin || socket.connecting) socket.destroy()
  else socket.resetAndDestroy()
}
