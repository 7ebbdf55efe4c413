import { connect, type Socket } from 'node:net'

/** Where a connection goes: straight to the target, or through a SOCKS5 door with this login. */
export type Way = { socks: { port: number; username?: string; password?: string } | null; targetPort: number }

/** Where what is received is put: only its length counts. */
const scratch = Buffer.allocUnsafe(1 << 20)

function greeting({ socks, targetPort }: Way): Buffer {
  if (!socks) return Buffer.alloc(0)
  const { username, password = '' } = socks
  const request = Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, targetPort >> 8, targetPort & 0xff])
  if (username === undefined) return Buffer.concat([Buffer.from([5, 1, 0]), request])
  const auth = Buffer.concat([
    Buffer.from([1, username.length]),
    Buffer.from(username),
    Buffer.from([password.length]),
    Buffer.from(password),
  ])
  return Buffer.concat([Buffer.from([5, 1, 2]), auth, request])
}

/**
 * A connection to the target. The greeting is sent in steps as every client does; `received` sees the bytes after it as
 * they come; they are overwritten when it returns.
 */
export function dial(way: Way, received: (bytes: number, piece: Uint8Array) => void): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const all = greeting(way)
  const named = way.socks?.username !== undefined
  // What the proxy says before the target is there: method, (auth), reply.
  const replies = way.socks ? (named ? [2, 2, 10] : [2, 10]) : []
  const lengths = named ? [3, all.length - 13, 10] : way.socks ? [3, 10] : []
  let step = 0
  let have = 0
  let at = 0
  const say = () => {
    socket.write(all.subarray(at, at + lengths[step]!))
    at += lengths[step]!
  }
  const socket = connect({
    port: way.socks?.port ?? way.targetPort,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: scratch,
      callback(bytes, buffer) {
        let from = 0
        while (step < replies.length && from < bytes) {
          const take = Math.min(replies[step]! - have, bytes - from)
          have += take
          from += take
          if (have < replies[step]!) return true
          have = 0
          const refused = step === replies.length - 1 && buffer[from - 9] !== 0 && take === 10
          if (refused) {
            socket.destroy(new Error(`the proxy refused: ${buffer[from - 9]}`))
            return false
          }
          if (++step < replies.length) say()
          else resolve(socket)
        }
        if (bytes > from) received(bytes - from, buffer.subarray(from, bytes))
        return true
      },
    },
  })
  socket.on('connect', () => (replies.length > 0 ? say() : resolve(socket)))
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('closed before it was open')))
  return promise
}
