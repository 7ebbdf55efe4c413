import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { clientFrame, createFrameReader, Opcode } from './frames.ts'

/*
 * A WebSocket for a crowd: ten thousand of them in one process cost less than the server that is measured. All of
 * them read into one buffer, frames are handed on where they lie, and nothing of a message is decoded unless
 * whoever listens does so.
 */
export type RawHandlers = {
  /** A whole text frame. The bytes are only lent: they are overwritten when this returns. */
  text?(payload: Buffer, socket: RawSocket): void
  /** Once, whoever began it; 1006 when there was no word of it. */
  closed?(code: number, reason: string, socket: RawSocket): void
}
export type RawTarget = {
  port: number
  path: string
  headers?: Record<string, string>
  protocols?: readonly string[]
  /** A place of its own among the addresses of loopback, where one has too few ports. */
  localAddress?: string
  /** Given up when it is not open by then. */
  withinMs?: number
}
export type RawSocket = {
  readonly open: boolean
  messages: number
  /** Of payload, without the heads of frames. */
  bytes: number
  send(text: string): void
  /** Stops reading: what the server sends fills the kernel's buffers and then its own. */
  pause(): void
  resume(): void
  /** A close with a word, as a page that is left. */
  close(): void
  /** Gone without one. */
  cut(): void
}
/** What the server answered instead of letting us in. */
export class RefusedUpgrade extends Error {
  readonly status: number
  constructor(answer: string) {
    super(answer.slice(0, 500))
    this.status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
  }
}

const maxFrameBytes = 64 * 1024 * 1024
const maxHeadBytes = 16 * 1024
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** Read into and left before the next socket is read: one is enough for all. */
const shared = Buffer.allocUnsafeSlow(256 * 1024)

export function openRaw(target: RawTarget, handlers: RawHandlers): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const key = randomBytes(16).toString('base64')
    let state: 'upgrading' | 'open' | 'closed' = 'upgrading'
    let answer = ''
    let said = { code: 1006, reason: '' }

    const tcp = connect({
      host: '127.0.0.1',
      port: target.port,
      ...(target.localAddress && { localAddress: target.localAddress }),
      onread: {
        buffer: shared,
        callback(length) {
          take(shared.subarray(0, length))
          return true
        },
      },
    })
    tcp.setNoDelay(true)
    const late = target.withinMs ? setTimeout(() => tcp.destroy(), target.withinMs) : undefined
    tcp.on('connect', () => tcp.write(request(target, key)))
    tcp.on('error', error => state === 'upgrading' && reject(error))
    tcp.on('close', () => {
      clearTimeout(late)
      if (state === 'upgrading') reject(answer ? new RefusedUpgrade(answer) : new Error('closed at the door'))
      if (state === 'open') handlers.closed?.(said.code, said.reason, socket)
      state = 'closed'
    })

    const socket: RawSocket = {
      get open() {
        return state === 'open'
      },
      messages: 0,
      bytes: 0,
      send: text => say(Opcode.text, Buffer.from(text)),
      pause: () => void tcp.pause(),
      resume: () => void tcp.resume(),
      close() {
        say(Opcode.close, Buffer.from([1000 >> 8, 1000 & 255]))
        tcp.end()
      },
      cut: () => void tcp.destroy(),
    }
    const say = (opcode: number, payload: Buffer) => {
      if (state === 'open') tcp.write(clientFrame(opcode, payload))
    }

    const read = createFrameReader(
      {
        frame(opcode, payload) {
          if (opcode === Opcode.text) {
            socket.messages++
            socket.bytes += payload.length
            handlers.text?.(payload, socket)
          } else if (opcode === Opcode.ping) say(Opcode.pong, payload)
          else if (opcode === Opcode.close) {
            if (payload.length >= 2) {
              said = { code: payload.readUInt16BE(0), reason: payload.toString('utf8', 2) }
            }
            say(Opcode.close, payload.subarray(0, 2))
            tcp.end()
          }
        },
      },
      maxFrameBytes,
    )

    function take(chunk: Buffer) {
      if (state === 'open') return read(chunk)
      if (state === 'closed') return
      answer += chunk.toString('latin1')
      const end = answer.indexOf('\r\n\r\n')
      if (end < 0) {
        if (answer.length > maxHeadBytes) tcp.destroy()
        return
      }
      const accepted = /^sec-websocket-accept: *(\S+)/im.exec(answer)?.[1]
      if (!answer.startsWith('HTTP/1.1 101') || accepted !== proofOf(key)) return // it says why, and closes
      // What follows the head in the same chunk are frames already.
      const rest = Buffer.from(answer.slice(end + 4), 'latin1')
      answer = ''
      state = 'open'
      clearTimeout(late)
      resolve(socket)
      // Whoever opens it is told so before it hears anything.
      if (rest.length > 0) queueMicrotask(() => read(rest))
    }
  })
}

function request({ port, path, headers = {}, protocols = [] }: RawTarget, key: string): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    `sec-websocket-key: ${key}`,
    ...(protocols.length > 0 ? [`sec-websocket-protocol: ${protocols.join(', ')}`] : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

const proofOf = (key: string) =>
  createHash('sha1')
    .update(key + magic)
    .digest('base64')
