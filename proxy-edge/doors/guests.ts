import type { Server, Socket } from 'node:net'
import { resetSocket } from '#kit/reset-socket.ts'
import { Limits } from '#protocol/limits.ts'

/** Customers' connections to both doors: so many together, and so many of one address. */
export function createGuests() {
  const addresses = new Map<string, number>()
  const sockets = new Set<Socket>()

  return {
    get size() {
      return sockets.size
    },
    /** False when there are too many: the socket is closed then. */
    enter(socket: Socket): boolean {
      const address = socket.remoteAddress
      const before = addresses.get(address ?? '') ?? 0
      const full = sockets.size >= Limits.proxyConnections || before >= Limits.proxyConnectionsAnAddress
      if (address === undefined || full) {
        resetSocket(socket)
        return false
      }
      sockets.add(socket)
      addresses.set(address, before + 1)
      socket.once('close', () => {
        sockets.delete(socket)
        const left = (addresses.get(address) ?? 1) - 1
        if (left > 0) addresses.set(address, left)
        else addresses.delete(address)
      })
      return true
    },
    closeAll(): void {
      for (const socket of sockets) socket.destroy()
    },
  }
}
export type Guests = ReturnType<typeof createGuests>

export const closeServer = (server: Server): Promise<void> =>
  new Promise(resolve => (server.listening ? server.close(() => resolve()) : resolve()))
