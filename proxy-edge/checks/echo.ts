import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { Limits } from '#protocol/limits.ts'
import { plainAddress } from './plain-address.ts'

// edge --(connect to the edge's own tunnel door, and the line)--> device --> the door: who is it that brings the line?
//      <--(ADDRESS, then bytes that nobody can guess)------------ device <-- its address is where the node's traffic
//                                                                            leaves from, whatever the device says

const magic = Buffer.from('TRAFFIX-ECHO ')
const nonceBytes = 24
/** With the magic, the nonce and the end of the line. */
const lineBytes = magic.length + (nonceBytes / 3) * 4 + 1

export type Awaited = {
  /** What the device is to bring, and what it is answered with after the line. */
  readonly line: Buffer
  readonly payload: Buffer
  /** Of the connection that brought it, as its socket has it; null as long as none came. */
  readonly address: string | null
  /** Nobody waits any more: what is open is closed, and the line is worth nothing. */
  forget(): void
}
type Waiting = { payload: Buffer; address: string | null; socket: Socket | null; timer: NodeJS.Timeout }

/** The edge's own echo at its tunnel door. A line is good once, and for a moment, and only for this very edge. */
export function createEcho(o: { ms?: number } = {}) {
  const waiting = new Map<string, Waiting>()
  const forgets = new Set<() => void>()

  function answer(socket: Socket, it: Waiting): void {
    const { remoteAddress } = socket
    // One that has gone again already has shown nothing.
    if (!remoteAddress) return void socket.destroy()
    it.address = plainAddress(remoteAddress)
    it.socket = socket
    socket.resume()
    socket.write(`ADDRESS ${it.address}\n`)
    socket.end(it.payload)
  }

  return {
    get waiting() {
      return waiting.size
    },
    /** `burst`: so many bytes after the line; none costs its owner nothing. */
    expect(burst: number = Limits.echoBytes): Awaited {
      const nonce = randomBytes(nonceBytes).toString('base64url')
      const line = Buffer.concat([magic, Buffer.from(`${nonce}\n`)])
      const payload = randomBytes(burst)
      const it: Waiting = { payload, address: null, socket: null, timer: setTimeout(forget, o.ms ?? echoMs) }
      waiting.set(nonce, it)
      forgets.add(forget)
      function forget(): void {
        clearTimeout(it.timer)
        waiting.delete(nonce)
        forgets.delete(forget)
        it.socket?.destroy()
      }
      return {
        ...{ line, payload, forget },
        get address() {
          return it.address
        },
      }
    },
    /**
     * A connection to the door that does not begin as TLS does. It stays a stranger, bound by what binds strangers,
     * until its line is known; at the first byte that cannot be of such a line it goes.
     */
    take(socket: Socket, first: Buffer, known: () => void): boolean {
      let line = Buffer.alloc(0)
      function hear(piece: Buffer): boolean {
        line = Buffer.concat([line, piece.subarray(0, lineBytes + 1 - line.length)])
        const seen = Math.min(line.length, magic.length)
        if (!line.subarray(0, seen).equals(magic.subarray(0, seen)) || line.length > lineBytes) return false
        const nonce = line.subarray(magic.length, lineBytes - 1).toString('latin1')
        if (!ofNonce.test(nonce)) return false
        if (line.length < lineBytes) return true
        const it = line.at(-1) === newline ? waiting.get(nonce) : undefined
        if (!it) return false
        waiting.delete(nonce)
        socket.removeListener('data', more)
        known()
        answer(socket, it)
        return true
      }
      const more = (piece: Buffer) => void (hear(piece) || socket.destroy())
      if (!hear(first)) return false
      if (line.length < lineBytes) socket.on('data', more)
      return true
    },
    stop(): void {
      for (const forget of [...forgets]) forget()
    },
  }
}
export type Echo = ReturnType<typeof createEcho>

const echoMs = 15_000
const newline = 0x0a
const ofNonce = /^[\w-]*$/
