import { createServer, type Server, type Socket } from 'node:net'
import { resetSocket } from '#kit/reset-socket.ts'
import { Limits } from '#protocol/limits.ts'
import { proxyErrors, type SessionEnd } from '#protocol/proxy-errors.ts'
import { connectTarget, splitAbsolute } from '#wire/http1/absolute.ts'
import { type BodyTracker, createBodyTracker } from '#wire/http1/body.ts'
import { basicCredentials } from '#wire/http1/credentials.ts'
import { type Framing, keepsAlive, requestFraming } from '#wire/http1/framing.ts'
import { createHeadParser } from '#wire/http1/head-parser.ts'
import type { RequestHead } from '#wire/http1/head.ts'
import { HttpError } from '#wire/http1/http-error.ts'
import { rewriteRequestHead } from '#wire/http1/rewrite.ts'
import type { Target } from '#wire/addresses/target.ts'
import type { NotSignedIn, SignedIn } from './credentials.ts'
import { type Answer, badRequest, connected, fault, refusal, tooSlow, written } from './http-answers.ts'
import { Upstream } from './http-upstream.ts'
import { Pump } from './pump.ts'
import type { DoorDeps } from './socks.ts'

// customer --request--> who, whereto --> session --head, body--> target
//          <--the answer's own bytes-----------------------------'     then the next request of the same connection

export const createHttpDoor = (o: DoorDeps): Server =>
  createServer({ noDelay: true, allowHalfOpen: true }, socket => {
    if (o.guests.enter(socket)) new HttpConnection(socket, o)
  })

/** A refused request's body is read and thrown away up to this; a longer one is not waited for. */
const drainedBytes = 64 * 1024

class HttpConnection {
  readonly #socket: Socket
  readonly #o: DoorDeps
  #parser = createHeadParser({
    kind: 'request',
    maxBytes: Limits.proxyHeadBytes,
    maxHeaders: Limits.proxyHeaders,
  })
  #timer: NodeJS.Timeout
  /** `head`: a request is read; `asking`: nothing is read; `body`: it is carried or dropped; `over`: nothing more. */
  #state: 'head' | 'asking' | 'body' | 'over' = 'head'
  #head: RequestHead | null = null
  #body: BodyTracker | null = null
  #dropped = false
  #answered = false
  #reusable = false
  #held: Uint8Array[] = []
  #heldBytes = 0
  #ended = false
  #upstream: Upstream | null = null
  /** The request under way, asked once more. */
  #again: () => Promise<void> = async () => {}

  constructor(socket: Socket, o: DoorDeps) {
    this.#socket = socket
    this.#o = o
    this.#timer = setTimeout(this.#late, Limits.proxyHandshakeMs)
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
    socket.on('error', () => {})
    socket.on('close', this.#onClose)
    socket.on('drain', this.#onDrain)
  }

  readonly #late = () => {
    if (this.#parser.held > 0) this.#refuse(tooSlow, { close: true })
    else this.#socket.destroy()
  }
  readonly #onClose = (hadError: boolean) => {
    clearTimeout(this.#timer)
    this.#state = 'over'
    this.#upstream?.close(hadError ? 'client_lost' : 'client_closed')
  }
  readonly #onDrain = () => this.#upstream?.down.handedOn()
  readonly #onEnd = () => {
    this.#ended = true
    if (this.#state === 'head') this.#socket.end()
    // Half a body, and no more of it will come.
    else if (this.#state === 'body' && this.#body && !this.#body.done) this.#abort('client_closed')
  }
  readonly #onData = (chunk: Buffer) => this.#take(chunk)

  #take(chunk: Uint8Array): void {
    switch (this.#state) {
      case 'head':
        return this.#read(chunk)
      case 'asking':
        return this.#hold(chunk)
      case 'body':
        return this.#carry(chunk)
      case 'over':
    }
  }

  #hold(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    if (this.#heldBytes >= Limits.proxyEarlyBytes) this.#socket.pause()
  }
  #release(): Uint8Array {
    const all = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held)
    this.#held = []
    this.#heldBytes = 0
    return all
  }

  // A request

  #read(chunk: Uint8Array): void {
    if (this.#parser.held === 0) this.#within(Limits.proxyHandshakeMs)
    try {
      const found = this.#parser.push(chunk)
      if (!found) return
      clearTimeout(this.#timer)
      this.#state = 'asking'
      this.#head = found.head
      this.#hold(found.rest)
      const framing = requestFraming(found.head)
      this.#handle(found.head, framing).catch((err: unknown) => {
        if (err instanceof HttpError) return this.#refuse(fault(err.code), { close: true })
        this.#o.log.error({ err }, 'a request failed')
        this.#socket.destroy()
      })
    } catch (err) {
      if (!(err instanceof HttpError)) throw err
      this.#refuse(fault(err.code), { close: true })
    }
  }

  #within(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#late, ms)
  }

  async #handle(head: RequestHead, framing: Framing): Promise<void> {
    if (head.target.startsWith('/') || head.target === '*')
      return this.#refuse(
        badRequest('this is an HTTP proxy: set it as one, with your login, instead of opening it'),
        { framing },
      )
    const who = await this.#who(head)
    if (!who) return
    if (!who.ok) return this.#refuse(refusal(who.code, who.message), { framing })
    if (head.method === 'CONNECT') {
      const target = connectTarget(head.target)
      if ('fault' in target) return this.#refuse(badRequest(target.fault), { framing })
      return this.#connect(who, target)
    }
    const target = splitAbsolute(head.target, head.method)
    if ('fault' in target) return this.#refuse(badRequest(target.fault), { framing })
    const bytes = rewriteRequestHead(head, target.path, target.authority)
    await this.#forward(who, target, bytes, framing, head)
  }

  /** Null: the connection is gone, or is not answered. */
  async #who(head: RequestHead): Promise<SignedIn | NotSignedIn | null> {
    const address = this.#socket.remoteAddress ?? ''
    const given = basicCredentials(head.get('proxy-authorization'))
    const wrong = (message: string): NotSignedIn => ({ ok: false, code: 'bad_credentials', message })
    const found =
      given === null
        ? this.#o.credentials.byAddress(address)
        : 'fault' in given
          ? wrong(given.fault)
          : this.#o.credentials.signIn(given.username, given.password, address)
    // Without a login a client has not guessed: many ask first what is wanted.
    if (found.ok || given === null || found.code !== 'bad_credentials') return found
    this.#socket.pause()
    const told = await this.#o.storms.wrong(address)
    this.#socket.resume()
    if (told) return found
    this.#socket.destroy()
    return null
  }

  async #connect(who: SignedIn, target: Target): Promise<void> {
    this.#dropUpstream()
    const answer = await this.#o.sessions.open({ user: who.user, routing: who.routing, target, door: 'http' })
    if (!answer.ok) return this.#refuse(refusal(answer.code, answer.message), {})
    const { session } = answer
    if (this.#socket.destroyed) return session.cut('client_closed')
    this.#socket.write(connected(session, who.trial))
    this.#leave()
    new Pump(this.#socket, session, this.#release())
  }

  async #forward(
    who: SignedIn,
    target: Target,
    bytes: Uint8Array,
    framing: Framing,
    head: RequestHead,
  ): Promise<void> {
    this.#again = () => this.#forward(who, target, bytes, framing, head)
    const key = `${target.text} ${who.user.id}@${who.user.revision} ${JSON.stringify(who.routing)}`
    let upstream = this.#upstream
    if (!upstream || upstream.over || upstream.key !== key) {
      this.#dropUpstream()
      const answer = await this.#o.sessions.open({
        user: who.user,
        routing: who.routing,
        target,
        door: 'http',
      })
      if (!answer.ok) return this.#refuse(refusal(answer.code, answer.message), { framing })
      if (this.#socket.destroyed) return answer.session.cut('client_closed')
      upstream = this.#upstream = this.#open(key, answer.session)
    } else upstream.session.quietSeconds = 0
    this.#answered = this.#reusable = this.#dropped = false
    this.#body = createBodyTracker(framing)
    this.#state = 'body'
    upstream.begin(head.method)
    if (upstream.over) return
    if (!upstream.send(bytes)) this.#socket.pause()
    const rest = this.#release()
    if (this.#body.done) this.#hold(rest)
    else if (rest.length > 0) this.#carry(rest)
    if (this.#heldBytes < Limits.proxyEarlyBytes) this.#socket.resume()
    this.#next()
  }

  #open(key: string, session: Upstream['session']): Upstream {
    const upstream: Upstream = new Upstream(key, session, this.#socket, {
      answered: reusable => {
        this.#answered = true
        this.#reusable = reusable
        this.#next()
      },
      switched: rest => this.#switch(upstream, rest),
      drain: () => this.#socket.resume(),
      lost: (why, begun) => {
        // A target may close an idle connection just as the next request comes: asked anew, if that is harmless.
        const harmless =
          upstream.requests > 1 &&
          !begun &&
          this.#body?.done &&
          /^(?:GET|HEAD|OPTIONS)$/.test(this.#head!.method)
        if (harmless && (why === 'target_closed' || why === 'target_lost')) {
          this.#state = 'asking'
          this.#again().catch((err: unknown) => this.#o.log.error({ err }, 'a request failed'))
        } else if (begun || this.#socket.destroyed) resetSocket(this.#socket)
        else this.#refuse(lostAnswer(why), { close: true })
      },
    })
    return upstream
  }

  #carry(chunk: Uint8Array): void {
    const body = this.#body!
    if (body.done) {
      this.#hold(chunk)
      return this.#next()
    }
    let taken: number
    try {
      ;({ taken } = body.push(chunk))
    } catch (err) {
      if (!(err instanceof HttpError)) throw err
      if (this.#upstream?.begun) return this.#abort('client_lost')
      this.#dropUpstream('client_lost')
      return this.#refuse(fault(err.code), { close: true })
    }
    const part = taken === chunk.length ? chunk : chunk.subarray(0, taken)
    if (!this.#dropped && part.length > 0) {
      if (!this.#upstream!.send(part)) this.#socket.pause()
      const wait = this.#upstream!.session.speedUp?.take(part.length) ?? 0
      if (wait > 5) {
        this.#socket.pause()
        setTimeout(() => this.#socket.resume(), wait)
      }
    }
    if (taken < chunk.length) this.#hold(chunk.subarray(taken))
    this.#next()
  }

  /** When request and answer are both over: the next request, or the end. */
  #next(): void {
    if (this.#state !== 'body' || !this.#body?.done || !this.#answered) return
    if (!this.#dropped && !this.#reusable) this.#dropUpstream('target_closed')
    const goesOn = keepsAlive(this.#head!) && (this.#dropped || this.#reusable)
    if (!goesOn) return this.#finish()
    this.#state = 'head'
    this.#body = null
    this.#head = null
    const rest = this.#release()
    this.#socket.resume()
    this.#within(Limits.proxyKeepAliveMs)
    if (rest.length > 0) this.#read(rest)
    else if (this.#ended) this.#finish()
  }

  #switch(upstream: Upstream, rest: Uint8Array): void {
    const { session, before } = upstream
    const carried = { before, down: upstream.down.settle() }
    upstream.over = true
    this.#leave()
    const pump = new Pump(this.#socket, session, this.#release(), carried)
    if (rest.length > 0) pump.data(rest)
  }

  // Ends

  /** The socket belongs to a pump from here on. */
  #leave(): void {
    clearTimeout(this.#timer)
    this.#state = 'over'
    this.#upstream = null
    this.#socket.off('data', this.#onData)
    this.#socket.off('end', this.#onEnd)
    this.#socket.off('close', this.#onClose)
    this.#socket.off('drain', this.#onDrain)
  }
  #dropUpstream(why: SessionEnd = 'client_closed'): void {
    this.#upstream?.close(why)
    this.#upstream = null
  }
  #abort(why: SessionEnd): void {
    this.#dropUpstream(why)
    resetSocket(this.#socket)
  }
  #finish(): void {
    this.#dropUpstream()
    this.#over()
    this.#socket.end()
  }
  #over(): void {
    clearTimeout(this.#timer)
    this.#state = 'over'
    this.#socket.resume()
    // Whoever does not close in turn is not waited for.
    this.#socket.setTimeout(5_000, () => this.#socket.destroy())
  }

  #refuse(answer: Answer, { framing, close = false }: { framing?: Framing; close?: boolean }): void {
    if (this.#socket.destroyed || this.#state === 'over') return
    const head = this.#head
    const body = framing ?? { kind: 'none' }
    const short = body.kind === 'none' || (body.kind === 'length' && body.bytes <= drainedBytes)
    const stays = !close && head !== null && short && head.get('expect') === undefined && keepsAlive(head)
    this.#socket.write(written(answer, { close: !stays, head: head?.method === 'HEAD' }))
    if (!stays) {
      this.#dropUpstream()
      this.#over()
      return void this.#socket.end()
    }
    this.#dropped = this.#answered = true
    this.#body = createBodyTracker(body)
    this.#state = 'body'
    this.#socket.resume()
    // The rest of its body is not waited for longer than a head is.
    this.#within(Limits.proxyHandshakeMs)
    const rest = this.#release()
    if (rest.length > 0) this.#carry(rest)
    else this.#next()
  }
}

function lostAnswer(why: SessionEnd): Answer {
  if (why === 'node_lost') return refusal('node_lost', proxyErrors.node_lost.text)
  return refusal('target_unreachable', 'the target closed the connection without an answer')
}
