import { createServer, type Server, type Socket } from 'node:net'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { type ProxyErrorCode, proxyErrors } from '#protocol/proxy-errors.ts'
import { targetOf } from '#wire/addresses/target.ts'
import { authReply, methodReply, reply, SocksMethod, SocksReply } from '#wire/socks5/replies.ts'
import { createSocksServer, type SocksEvent } from '#wire/socks5/server.ts'
import type { Known } from '../known/known.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Credentials, NotSignedIn, SignedIn } from './credentials.ts'
import type { Guests } from './guests.ts'
import { Pump } from './pump.ts'
import type { Storms } from './storms.ts'

// customer --greeting, login, CONNECT--> door: who, which node, is the target there --reply--> then only bytes
export type DoorDeps = {
  known: Known
  credentials: Credentials
  storms: Storms
  guests: Guests
  sessions: Sessions
  log: Log
}

const done = reply(SocksReply.succeeded)
const codeOf = (code: ProxyErrorCode): number => {
  const { socks } = proxyErrors[code]
  return socks === 'auth' ? SocksReply.notAllowed : socks
}

export const createSocksDoor = (o: DoorDeps): Server =>
  createServer({ noDelay: true, allowHalfOpen: true, pauseOnConnect: false }, socket => {
    if (o.guests.enter(socket)) new Handshake(socket, o)
  })

class Handshake {
  readonly #socket: Socket
  readonly #o: DoorDeps
  #parser: ReturnType<typeof createSocksServer> | null = createSocksServer({ password: true, none: true })
  readonly #timer: NodeJS.Timeout
  #signedIn: SignedIn | null = null
  /** What the customer sent that is not looked at yet; bounded, since it is not read on meanwhile. */
  #early: Uint8Array[] = []
  #earlyBytes = 0
  #busy = false

  constructor(socket: Socket, o: DoorDeps) {
    this.#socket = socket
    this.#o = o
    this.#timer = setTimeout(() => socket.destroy(), Limits.proxyHandshakeMs)
    socket.on('data', this.#onData)
    socket.on('error', () => {})
    socket.on('close', this.#onClose)
    socket.on('end', this.#onEnd)
  }

  readonly #onClose = () => clearTimeout(this.#timer)
  /** Half-closed before the reply: some clients have said all they will say. Before the request it is a leave. */
  readonly #onEnd = () => {
    if (this.#parser) this.#socket.destroy()
  }
  readonly #onData = (chunk: Buffer) => {
    if (!this.#parser) {
      this.#early.push(chunk)
      this.#earlyBytes += chunk.length
      if (this.#earlyBytes >= Limits.proxyEarlyBytes) this.#socket.pause()
      return
    }
    void this.#decide(this.#parser.push(chunk)).catch((err: unknown) => {
      this.#o.log.error({ err }, 'a SOCKS handshake failed')
      this.#socket.destroy()
    })
  }

  /** One after the other, also when a client sends everything at once. */
  async #decide(events: SocksEvent[]): Promise<void> {
    if (this.#busy) return this.#socket.destroy() as never
    for (const event of events) {
      if (this.#socket.destroyed) return
      switch (event.kind) {
        case 'greeting':
          if (event.method === SocksMethod.unacceptable) return this.#close(methodReply(event.method))
          if (event.method === SocksMethod.none && !this.#byAddress())
            return this.#close(methodReply(SocksMethod.unacceptable))
          this.#socket.write(methodReply(event.method))
          break
        case 'auth': {
          this.#socket.pause()
          const fine = await this.#login(event.username, event.password)
          if (!fine) return
          this.#socket.resume()
          break
        }
        case 'request':
          this.#parser = null
          return this.#connect(event)
        case 'fault':
          return this.#close(event.reply === null ? null : reply(event.reply))
      }
    }
  }

  get #address(): string {
    return this.#socket.remoteAddress ?? ''
  }
  #byAddress(): boolean {
    const found = this.#o.credentials.byAddress(this.#address)
    if (found.ok) this.#signedIn = found
    return found.ok
  }

  async #login(name: string, password: string): Promise<boolean> {
    const found: SignedIn | NotSignedIn = this.#o.credentials.signIn(name, password, this.#address)
    if (found.ok) {
      this.#signedIn = found
      this.#socket.write(authReply(0))
      return true
    }
    this.#busy = true
    const told = found.code !== 'bad_credentials' || (await this.#o.storms.wrong(this.#address))
    this.#close(told ? authReply(1) : null)
    return false
  }

  async #connect({ command, host, port, rest }: SocksEvent & { kind: 'request' }): Promise<void> {
    const user = this.#signedIn
    if (!user) return this.#socket.destroy() as never
    if (command !== 'connect') return this.#close(reply(SocksReply.commandNotSupported))
    if (rest.length > 0) {
      this.#early.push(rest)
      this.#earlyBytes += rest.length
    }
    const target = targetOf(host, port)
    if ('fault' in target) return this.#close(reply(SocksReply.hostUnreachable))
    clearTimeout(this.#timer)
    const answer = await this.#o.sessions.open({
      user: user.user,
      routing: user.routing,
      target,
      door: 'socks',
    })
    if (!answer.ok) return this.#close(reply(codeOf(answer.code)))
    const { session } = answer
    if (this.#socket.destroyed) return session.cut('client_closed')
    this.#socket.write(done)
    this.#release()
    new Pump(this.#socket, session, Buffer.concat(this.#early))
  }

  #release(): void {
    this.#socket.off('data', this.#onData)
    this.#socket.off('end', this.#onEnd)
    this.#socket.off('close', this.#onClose)
  }

  /** The customer reads what it is told before the connection goes. */
  #close(answer: Uint8Array | null): void {
    this.#parser = null
    this.#socket.off('data', this.#onData)
    if (answer) this.#socket.end(answer)
    else this.#socket.destroy()
    this.#socket.resume()
    this.#socket.setTimeout(2_000, () => this.#socket.destroy())
  }
}
