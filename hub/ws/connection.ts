import type { Ability } from '#protocol/abilities.ts'
import { Bye, type ByeReason } from '#protocol/bye.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { Me } from '#protocol/rest/auth.ts'
import type { ToBrowser } from '#protocol/socket.ts'
import type { Topic } from '#protocol/topics.ts'
import { abilityFor } from '../door/abilities.ts'
import type { Figures } from '../live/figures.ts'
import type { WebSocket } from '../uws.ts'
import type { Cohort, Place } from './cohort.ts'
import { encode, type Frame } from './frame.ts'
import { Rate } from './rate.ts'

/** Kept by uWebSockets.js with the socket from the upgrade on. */
export type SocketData = { connection: Connection }

export type Peer = {
  id: string
  session: string
  /** How its token was brought, which is how it is renewed. */
  via: 'cookie' | 'bearer'
  me: Me
  address: string
  tokenExpiresAt: number
}

const none: ReadonlySet<Topic> = new Set()
/** What uWebSockets.js says of a frame: it dropped it, or it is on its way behind others. */
const Sent = { waits: 0, dropped: 2 } as const

/**
 * One open socket: who it is, what it hears, and how it is told good-bye. A class with few fields: there are ten
 * thousand of them, and most of the time they are idle.
 */
export class Connection {
  readonly id: string
  readonly session: string
  readonly via: 'cookie' | 'bearer'
  readonly address: string
  /** Its place in every round; ids are random, so rounds are even. */
  readonly turn: number
  me: Me
  tokenExpiresAt: number
  /** What it hears of telemetry, with all others who hear the same, and how far it is. */
  cohort: Cohort | null = null
  place: Place | null = null
  /** It does not keep up: telemetry passes it by until it has drained. */
  behind = false
  #ws: WebSocket<SocketData> | null = null
  #open = true
  #topics: Set<Topic> | null = null
  #rate: Rate | null = null
  #silentBeats = 0
  #pingWaits = false
  /** Something was not taken at once: until it has drained it may be asked how much waits. */
  #waits = false
  readonly #figures: Pick<Figures, 'sent'>

  constructor(peer: Peer, figures: Pick<Figures, 'sent'>) {
    this.id = peer.id
    this.session = peer.session
    this.via = peer.via
    this.me = peer.me
    this.address = peer.address
    this.tokenExpiresAt = peer.tokenExpiresAt
    this.turn = Number.parseInt(peer.id.slice(0, 6), 16)
    this.#figures = figures
  }

  get open() {
    return this.#open
  }
  get ability(): Ability {
    return abilityFor(this.me)
  }
  get topics(): ReadonlySet<Topic> {
    return this.#topics ?? none
  }
  hears(topic: Topic) {
    this.#topics = (this.#topics ?? new Set()).add(topic)
  }
  hearsNoMore(topic: Topic) {
    this.#topics?.delete(topic)
  }
  get commands(): Rate {
    return (this.#rate ??= new Rate())
  }

  opened(ws: WebSocket<SocketData>) {
    this.#ws = ws
  }
  closed() {
    this.#open = false
  }
  become(me: Me) {
    this.me = me
  }
  renewUntil(expiresAt: number) {
    this.tokenExpiresAt = expiresAt
  }

  /** Anything came from the peer, be it only the answer to a ping. */
  heard() {
    this.#silentBeats = 0
  }
  /** How many beats of the hub's own clock nothing was heard for: while the hub stands still, nobody is silent. */
  beat(): number {
    return ++this.#silentBeats
  }
  /**
   * Asked at every beat. Whoever hears telemetry is pinged with what it hears next, in one write, and by itself when
   * there was nothing by the next beat.
   */
  pingIfDue(isTurn: boolean) {
    if (this.#pingWaits) this.#ping()
    if (!isTurn) return
    if (this.cohort) this.#pingWaits = true
    else this.#ping()
  }
  #ping() {
    this.#pingWaits = false
    if (this.#open) this.#ws?.ping()
  }

  /** Unsent bytes that this reader has let pile up on our side. */
  get backlogBytes(): number {
    if (!this.#waits || !this.#open) return 0
    const bytes = this.#ws?.getBufferedAmount() ?? 0
    this.#waits = bytes > 0
    return bytes
  }

  /** False when this reader's backlog did not take it. */
  offer(frame: Frame): boolean {
    if (!this.#open || !this.#ws) return false
    if (this.#pingWaits) return this.#offerWithPing(frame)
    const sent = this.#ws.send(frame.bytes, false, frame.compress)
    if (sent === Sent.waits || sent === Sent.dropped) this.#waits = true
    if (sent === Sent.dropped) return false
    this.#figures.sent(frame.messages, frame.bytes.length)
    return true
  }

  #offerWithPing(frame: Frame): boolean {
    let taken = false
    this.cork(() => {
      this.#ping()
      taken = this.offer(frame)
    })
    return taken
  }

  send(message: ToBrowser) {
    // A reader with a hole in its answers is not kept.
    if (!this.offer(encode(message))) this.#end('slow')
  }
  refuse(re: number | null, code: ErrorCode, message: string) {
    this.send({ re, error: { code, message } })
  }
  cork(work: () => void) {
    this.#ws?.cork(work)
  }
  bye(reason: ByeReason, retryAfterMs = 0) {
    // A reader that is too far behind for the word itself is closed all the same.
    this.offer(encode({ bye: { ...Bye[reason], retryAfterMs } }))
    this.#end(reason)
  }

  /** uWebSockets.js throws at whoever touches a socket that was ended. */
  #end(reason: ByeReason) {
    if (!this.#open) return
    this.#open = false
    this.#ws?.end(Bye[reason].code, Bye[reason].text)
  }
}
