import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBodyTracker } from '#wire/http1/body.ts'
import { responseFraming } from '#wire/http1/framing.ts'
import { createHeadParser } from '#wire/http1/head-parser.ts'
import type { Seen } from './counted.ts'
import { authority, basic, type Place } from './door-client.ts'
import { pathOf, type WebTarget } from './http-target.ts'
import type { Ask, Http } from './plan.ts'
import { Side } from './side.ts'

const filling = Buffer.alloc(2_300_000, 0x5a)

/** What a session has of a connection that carries several, as the customer counts it. */
type Stretch = { up: number; down: number; to: Place; targets: Side[] }
type Sent = { ask: Ask; stretch: Stretch; body: Buffer; stopAt: number; head: Buffer; upBytes: number }

/** The request, and how much of it is for the target: all but what only a proxy needs. */
function written(ask: Ask, stretch: Stretch, login: string, stopAt: number, last: boolean): Sent {
  const host = authority(stretch.to)
  const body = ask.chunkedBody
    ? Buffer.concat([
        Buffer.from(`${ask.bodyBytes.toString(16)}\r\n`),
        filling.subarray(0, ask.bodyBytes),
        Buffer.from(ask.bodyBytes > 0 ? '\r\n0\r\n\r\n' : '\r\n'),
      ])
    : filling.subarray(0, ask.bodyBytes)
  const framing =
    ask.method === 'GET'
      ? ''
      : ask.chunkedBody
        ? 'Transfer-Encoding: chunked\r\n'
        : `Content-Length: ${ask.bodyBytes}\r\n`
  const origin = `http://${host}`
  const auth = `Proxy-Authorization: ${login}\r\n`
  const path = pathOf({ bytes: ask.answerBytes, kind: ask.answer, stopAt })
  const head = Buffer.from(
    `${ask.method} ${origin}${path} HTTP/1.1\r\nHost: ${host}\r\n${auth}X-Some: thing\r\n${framing}` +
      `${last ? 'Connection: close\r\n' : ''}\r\n`,
  )
  return { ask, stretch, body, stopAt, head, upBytes: head.length - origin.length - auth.length }
}

/** Reads answers, one after the other, and gives each byte to the session it came in. */
class Answers {
  readonly #asked: Sent[]
  #at = 0
  #parser = createHeadParser({ kind: 'response', maxBytes: 65_536, maxHeaders: 200 })
  #body: ReturnType<typeof createBodyTracker> | null = null
  /** The door has answered in the target's place. */
  refused: string | null = null
  readonly #onAnswer: () => void

  constructor(asked: Sent[], onAnswer: () => void) {
    this.#asked = asked
    this.#onAnswer = onAnswer
  }
  get count(): number {
    return this.#at
  }
  push(part: Buffer): void {
    let rest: Uint8Array = part
    while (rest.length > 0) {
      const sent = this.#asked[this.#at]
      if (!sent) throw new Error(`${rest.length} bytes that nobody asked for`)
      if (this.refused !== null) return
      if (!this.#body) {
        const before = rest.length
        const found = this.#parser.push(rest)
        if (!found) return void (sent.stretch.down += before)
        sent.stretch.down += before - found.rest.length
        rest = found.rest
        this.refused = found.head.get('x-traffix-error') ?? null
        if (this.refused !== null) return void (sent.stretch.down -= found.head.raw.length)
        this.#body = createBodyTracker(responseFraming(found.head, sent.ask.method))
      }
      const { taken } = this.#body.push(rest)
      sent.stretch.down += taken
      rest = rest.subarray(taken)
      if (this.#body.done) this.#next()
    }
  }
  /** The connection's end may be an answer's. */
  end(): void {
    if (this.#body && this.#asked[this.#at]?.ask.answer === 'close') this.#next()
  }
  #next(): void {
    this.#at++
    this.#body = null
    this.#parser = createHeadParser({ kind: 'response', maxBytes: 65_536, maxHeaders: 200 })
    this.#onAnswer()
  }
}

export type HttpRun = {
  it: Http
  random: () => number
  port: number
  username: string
  password: string
  web: WebTarget
  /** `accepts` is told of each connection to the target: a request without an answer may be asked again. */
  stretches: { to: Place; accepts(take: (socket: Socket) => void): void }[]
}

export async function runHttp(o: HttpRun): Promise<Pick<Seen, 'up' | 'down' | 'connections'>[]> {
  const { it, random } = o
  const { end } = it
  const stretches = o.stretches.map(({ to, accepts }) => {
    const stretch: Stretch = { up: 0, down: 0, to, targets: [] }
    accepts(socket => {
      stretch.targets.push(new Side(socket))
      o.web.serve(socket)
      client.got(0)
    })
    return stretch
  })
  const login = basic(o.username, o.password)
  const all = it.stretches.flatMap((asks, at) => asks.map(ask => ({ ask, stretch: stretches[at]! })))
  const sents = all.map(({ ask, stretch }, at) => {
    const last = at === all.length - 1
    const cutAnswer = last && end.how === 'cut' && end.when === 'rest' && it.cutIn === 'answer'
    const stopAt = cutAnswer ? Math.floor(ask.answerBytes * random()) : ask.answerBytes
    const closes = last && end.how === 'all' && end.first !== 'client'
    return written(ask, stretch, login, stopAt, closes)
  })
  const asked: Sent[] = []
  const socket = connect({ port: o.port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  const client = new Side(socket)
  const answers = new Answers(asked, () => client.got(0))
  socket.on('data', (part: Buffer) => {
    answers.push(part)
    client.got(part.length)
  })
  socket.on('end', () => answers.end())
  const send = (sent: Sent, bodyBytes = sent.body.length) => {
    asked.push(sent)
    sent.stretch.up += sent.upBytes + bodyBytes
    client.give(sent.head)
    if (bodyBytes > 0) client.give(sent.body.subarray(0, bodyBytes))
  }
  const last = sents.at(-1)!
  if (it.slow === 'client') {
    // Now and then for the whole of a connection: which part of it is large is not known here.
    const [readMs, restMs] = [1 + 5 * random(), 20 + 30 * random()]
    const rests = setInterval(() => {
      socket.pause()
      setTimeout(() => socket.resume(), restMs)
    }, readMs + restMs)
    socket.once('close', () => clearInterval(rests))
  }
  const before = end.how === 'cut' ? sents.slice(0, -1) : sents

  for (const sent of before) {
    send(sent)
    if (!it.pipelined)
      await client.until(() => answers.count === asked.length || client.ended || client.closed)
  }
  await client.until(() => answers.count === before.length || client.ended || client.closed)
  if (end.how === 'all') {
    client.socket.end()
    await client.until(() => client.closed)
    await targetsClosed(stretches)
    return stretches.map(stretch => ways(stretch))
  }

  const flying = end.when === 'flight'
  const upPart =
    flying || it.cutIn === 'answer' ? last.body.length : Math.floor((last.body.length - 1) * random())
  const { stretch } = last
  const upBefore = stretch.up
  if (flying && it.cutIn === 'body') {
    send(last, 0)
    stretch.up += last.body.length
    void sayAll(client, last.body, random)
  } else send(last, upPart)
  await client.until(() => stretch.targets.length > 0 || client.closed)
  const target = stretch.targets.at(-1)!
  if (flying) {
    const at = random() * (last.ask.answerBytes + last.body.length)
    const [read, given] = [client.read, client.given]
    await Promise.race([
      client.until(() => client.read - read + client.given - given >= at || client.closed),
      sleep(60 * random()),
    ])
  } else await rests(client, target, stretch, it.cutIn === 'answer' ? last.stopAt : null)
  const taken = end.by === 'client' ? client.taken : target.taken
  const whole = client.given
  ;(end.by === 'client' ? client : target).cut(end.with)
  socket.resume()
  if (end.by === 'target') {
    await client.until(() => client.ended || client.closed || answers.count === asked.length)
    client.socket.end()
  }
  await client.until(() => client.closed)
  // A target cannot tell such a customer from one who has said all and listens; it gives up in the end.
  if (end.by === 'client' && end.with === 'fin') {
    await sleep(5)
    for (const each of stretch.targets) if (!each.closed) each.cut('fin')
  }
  await targetsClosed(stretches)
  return stretches.map(each => {
    const seen = ways(each)
    if (each !== stretch || !flying) return seen
    // What the kernel had taken of the last request, which may have been asked more than once.
    if (end.by === 'client') seen.up.taken = Math.max(upBefore, stretch.up - (whole - taken))
    seen.up.taken += (stretch.targets.length - 1) * last.upBytes
    if (end.by === 'target' && stretch.targets.length === 1) seen.down.taken = taken
    return seen
  })
}

async function sayAll(side: Side, bytes: Buffer, random: () => number): Promise<void> {
  for (let at = 0; at < bytes.length && side.socket.writable;) {
    const piece = bytes.subarray(at, at + 1 + Math.floor(256 * 1024 * random()))
    at += piece.length
    const room = side.give(piece)
    if (!room) await new Promise<void>(resolve => side.socket.once('drain', resolve).once('close', resolve))
    else if (random() < 0.2) await sleep(1)
    side.got(0)
  }
}

/** All that was said has arrived, at both ends; of an answer that is at least as much as its target holds back after. */
async function rests(client: Side, target: Side, stretch: Stretch, answer: number | null): Promise<void> {
  const { socket } = target
  const holds = () =>
    socket.bytesRead === stretch.up &&
    (answer === null || (stretch.down > answer && stretch.down === socket.bytesWritten))
  for (let tries = 0; !holds(); tries++) {
    if (tries > 10_000 || client.closed || target.closed) throw new Error('it does not come to rest')
    await sleep(2)
  }
}

async function targetsClosed(stretches: Stretch[]): Promise<void> {
  for (const target of stretches.flatMap(it => it.targets)) {
    if (target.ended) target.socket.end()
    await target.until(() => target.closed)
  }
}

function ways({ up, down, targets }: Stretch): Pick<Seen, 'up' | 'down' | 'connections'> {
  const sum = (of: (socket: Socket) => number) => targets.reduce((all, it) => all + of(it.socket), 0)
  const given = sum(it => it.bytesWritten)
  return {
    up: { given: up, taken: up, read: sum(it => it.bytesRead) },
    down: { given, taken: given, read: down },
    connections: targets.length,
  }
}
