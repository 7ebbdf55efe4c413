import { PushBuffer } from '../push-buffer.ts'
import { decodeEnd } from './end.ts'
import { encodeEnd, SocksMethod, SocksReply } from './replies.ts'

export type SocksClientEvent =
  | { kind: 'send'; bytes: Uint8Array }
  | { kind: 'connected'; bound: { host: string; port: number }; rest: Uint8Array }
  /** Nothing is read after it. `code` is the method, the status or the reply code that the server sent. */
  | { kind: 'failed'; at: 'method' | 'auth' | 'reply' | 'format'; code: number; message: string }

export type SocksClient = {
  /** What to send first. */
  readonly hello: Uint8Array
  push(chunk: Uint8Array): SocksClientEvent[]
  readonly held: number
}

export type SocksAsk = {
  host: string
  port: number
  login?: { username: string; password: string }
}

/** The other end of `createSocksServer`: CONNECT only. */
export function createSocksClient({ host, port, login }: SocksAsk): SocksClient {
  const request = Buffer.concat([Uint8Array.of(5, 1, 0), encodeEnd(host, port)])
  const credentials = login && encodeLogin(login)
  const buffer = new PushBuffer()
  let state: 'method' | 'auth' | 'reply' | 'done' = 'method'

  function next(view: Buffer): SocksClientEvent | null {
    if (state === 'done') buffer.takeAll()
    if (state === 'done' || view.length === 0) return null
    if (view[0] !== (state === 'auth' ? 1 : 5))
      return failed('format', view[0]!, 'the server speaks no SOCKS5')
    if (view.length < 2) return null
    const code = view[1]!
    switch (state) {
      case 'method':
        return methodChosen(code)
      case 'auth':
        if (code !== 0) return failed('auth', code, 'the login or the password was refused')
        buffer.drop(2)
        state = 'reply'
        return { kind: 'send', bytes: request }
      case 'reply':
        return replied(view, code)
    }
  }

  function methodChosen(method: number): SocksClientEvent {
    const known =
      method === SocksMethod.none || (method === SocksMethod.password && credentials !== undefined)
    if (!known) return failed('method', method, 'the server accepts none of the offered ways in')
    buffer.drop(2)
    state = method === SocksMethod.none ? 'reply' : 'auth'
    return { kind: 'send', bytes: method === SocksMethod.none ? request : credentials! }
  }

  function replied(view: Buffer, code: number): SocksClientEvent | null {
    // Servers that refuse do not always send the rest.
    if (code !== SocksReply.succeeded) return failed('reply', code, replyText(code))
    const end = decodeEnd(view.subarray(3))
    if (end === 'type') return failed('format', view[3]!, 'an address type that is not known')
    if (!end) return null
    state = 'done'
    const rest = buffer.takeAll().subarray(3 + end.bytes)
    return { kind: 'connected', bound: { host: end.host, port: end.port }, rest }
  }

  function failed(
    at: 'method' | 'auth' | 'reply' | 'format',
    code: number,
    message: string,
  ): SocksClientEvent {
    state = 'done'
    buffer.takeAll()
    return { kind: 'failed', at, code, message }
  }

  return {
    hello: credentials
      ? Uint8Array.of(5, 2, SocksMethod.none, SocksMethod.password)
      : Uint8Array.of(5, 1, SocksMethod.none),
    push(chunk) {
      buffer.append(chunk)
      const events: SocksClientEvent[] = []
      for (let event = next(buffer.view()); event; event = next(buffer.view())) events.push(event)
      return events
    },
    get held() {
      return buffer.length
    },
  }
}

function encodeLogin({ username, password }: { username: string; password: string }): Uint8Array {
  const parts = [username, password].map(it => Buffer.from(it))
  if (parts.some(it => it.length > 255)) throw new RangeError('a login or a password longer than 255 bytes')
  return Buffer.concat([Uint8Array.of(1), ...parts.flatMap(it => [Uint8Array.of(it.length), it])])
}

function replyText(code: number): string {
  const name = Object.entries(SocksReply).find(([, it]) => it === code)?.[0]
  return `the server answered ${code}${name ? ` (${name})` : ''}`
}
