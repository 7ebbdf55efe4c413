import type { Socket } from 'node:net'

type Stranger = { socket: Socket; timer: NodeJS.Timeout }

/**
 * Connections that have not proved to be of a device, from their accept on: so many and no more, and each for so long
 * only. When there are too many the oldest goes: a device is through in a moment, whoever stays has nothing to say.
 */
export function createStrangers(o: { most: number; ms: number; onLate(): void }) {
  // By name: TLS wraps the socket that was accepted in another one.
  const all = new Map<string, Stranger>()
  const nameOf = (it: Socket) => `${it.remoteAddress} ${it.remotePort} ${it.localAddress} ${it.localPort}`

  function leave(name: string, stranger?: Stranger): void {
    const it = all.get(name)
    if (!it || (stranger && it !== stranger)) return
    clearTimeout(it.timer)
    all.delete(name)
  }

  return {
    get size() {
      return all.size
    },
    enter(socket: Socket): void {
      const name = nameOf(socket)
      const timer = setTimeout(() => {
        o.onLate()
        socket.destroy()
      }, o.ms)
      const stranger = { socket, timer }
      leave(name)
      all.set(name, stranger)
      socket.once('close', () => leave(name, stranger))
      if (all.size <= o.most) return
      const [oldest] = all
      leave(oldest![0])
      oldest![1].socket.destroy()
    },
    /** It is none any more. */
    leave: (socket: Socket) => leave(nameOf(socket)),
    closeAll(): void {
      for (const { socket } of all.values()) socket.destroy()
    },
  }
}
