import { PushBuffer } from '../push-buffer.ts'
import { decodeEnd } from './end.ts'
import { SocksMethod, SocksReply } from './replies.ts'

// client  05 n methods          server  05 method
// client  01 n username n password      01 status        (RFC 1929, when the method is 02)
// client  05 command 00 end             05 code 00 end
// client  raw bytes                     raw bytes

export type SocksEvent =
  /** To be answered with `methodReply(method)`; after 0xff nothing more is read. */
  | { kind: 'greeting'; methods: number[]; method: SocksMethod }
  /** To be answered with `authReply(…)`. */
  | { kind: 'auth'; username: string; password: string }
  /** To be answered with `reply(…)`. `rest` came right behind it: early data of the connection. */
  | { kind: 'request'; command: 'connect' | 'bind' | 'udp'; host: string; port: number; rest: Uint8Array }
  /** Nothing is read after it. `code` tells what it was; `reply`, if there is one, is what SOCKS answers to it. */
  | { kind: 'fault'; code: SocksFault; message: string; reply: number | null }

export const socksFaults = {
  socks4: 'this is SOCKS4; only SOCKS5 is spoken here',
  http: 'this is HTTP; only SOCKS5 is spoken here',
  tls: 'this is TLS; only SOCKS5 is spoken here',
  bad_version: 'this is not SOCKS5',
  bad_auth: 'this is not the username and password of RFC 1929',
  bad_command: 'this command is not known',
  bad_address_type: 'this address type is not known',
} as const
export type SocksFault = keyof typeof socksFaults

export type SocksServer = {
  /**
   * What is complete by now, in order. Clients that do not wait for answers may have sent everything: each event is to
   * be decided before the next one is looked at. A fault is an event like the others, since those before it still want
   * their answers. Not to be called after the request.
   */
  push(chunk: Uint8Array): SocksEvent[]
  /** Bytes kept until they are complete; less than 520. */
  readonly held: number
}

type State = 'greeting' | 'auth' | 'request' | 'done'
const commands = { 1: 'connect', 2: 'bind', 3: 'udp' } as const

/** Which ways in there are. A client that offers both is asked for its name: that says where to route. */
export function createSocksServer(ways: { password: boolean; none: boolean }): SocksServer {
  const buffer = new PushBuffer()
  let state: State = 'greeting'

  function next(view: Buffer): SocksEvent | null {
    if (view.length === 0) return null
    switch (state) {
      case 'greeting':
        return greeting(view)
      case 'auth':
        return auth(view)
      case 'request':
        return request(view)
      case 'done':
        buffer.takeAll()
        return null
    }
  }

  function greeting(view: Buffer): SocksEvent | null {
    if (view[0] !== 5) return fault(speaks(view[0]!))
    if (view.length < 2 || view.length < 2 + view[1]!) return null
    const methods = [...view.subarray(2, 2 + view[1]!)]
    const method = choose(methods)
    state = method === SocksMethod.password ? 'auth' : method === SocksMethod.none ? 'request' : 'done'
    buffer.drop(2 + methods.length)
    return { kind: 'greeting', methods, method }
  }

  function choose(methods: number[]): SocksMethod {
    if (ways.password && methods.includes(SocksMethod.password)) return SocksMethod.password
    if (ways.none && methods.includes(SocksMethod.none)) return SocksMethod.none
    return SocksMethod.unacceptable
  }

  function auth(view: Buffer): SocksEvent | null {
    if (view[0] !== 1) return fault('bad_auth')
    if (view.length < 2) return null
    const nameEnd = 2 + view[1]!
    if (view.length < nameEnd + 1) return null
    const passwordEnd = nameEnd + 1 + view[nameEnd]!
    if (view.length < passwordEnd) return null
    const username = view.toString('utf8', 2, nameEnd)
    const password = view.toString('utf8', nameEnd + 1, passwordEnd)
    state = 'request'
    buffer.drop(passwordEnd)
    return { kind: 'auth', username, password }
  }

  function request(view: Buffer): SocksEvent | null {
    if (view[0] !== 5) return fault('bad_version', SocksReply.failure)
    if (view.length < 2) return null
    const command = commands[view[1] as keyof typeof commands]
    if (!command) return fault('bad_command', SocksReply.commandNotSupported)
    if (view.length < 4) return null
    const end = decodeEnd(view.subarray(3))
    if (end === 'type') return fault('bad_address_type', SocksReply.addressTypeNotSupported)
    if (!end) return null
    state = 'done'
    const rest = buffer.takeAll().subarray(3 + end.bytes)
    return { kind: 'request', command, host: end.host, port: end.port, rest }
  }

  function fault(code: SocksFault, answer: number | null = null): SocksEvent {
    state = 'done'
    buffer.takeAll()
    return { kind: 'fault', code, message: socksFaults[code], reply: answer }
  }

  return {
    push(chunk) {
      buffer.append(chunk)
      const events: SocksEvent[] = []
      for (let event = next(buffer.view()); event; event = next(buffer.view())) events.push(event)
      return events
    },
    get held() {
      return buffer.length
    },
  }
}

function speaks(first: number): SocksFault {
  if (first === 4) return 'socks4'
  if (first === 0x16) return 'tls'
  return (first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a) ? 'http' : 'bad_version'
}
