import { Bye, comesBack } from '#protocol/bye.ts'
import type { ToBrowser } from '#protocol/socket.ts'
import type { Topic } from '#protocol/topics.ts'
import { fullJitter } from './backoff.ts'
import { type OnFault, throwLater } from './faults.ts'
import { LiveError } from './live-error.ts'
import type { ByeNote, LiveState, TopicState } from './live-state.ts'
import { type Observed, observed } from './observed.ts'
import { type Answer, type CommandBody, createPending, type Done } from './pending.ts'
import { createReaders } from './readers.ts'
import type { TopicListener } from './room.ts'
import { attach, sendOn, type OpenSocket, type SocketLike } from './socket-like.ts'

export type LiveAuth = {
  /**
   * Before every connection: `false` when the login is over. Browsers do not tell why an upgrade
   * failed; `suspect` says that it may have been the login.
   */
  ready(suspect: boolean): Promise<boolean>
  /** For programs: `['traffix.v1', 'bearer.<jwt>']`. */
  protocols?(): string[]
  /** Life left in the token a connection opened with; it is renewed in time. */
  remainingMs(): number
  renew(): Promise<boolean>
  /** For programs: the new token, handed to `auth.renew`. */
  token?(): string
}
/** What the device says of itself: waking up and coming online are reasons not to wait. */
export type Hints = (listener: (hint: 'online' | 'offline' | 'visible') => void) => () => void

export type LiveOptions = {
  url: string
  open: OpenSocket
  auth: LiveAuth
  hints?: Hints
  timing?: Partial<typeof defaultTiming>
  random?: () => number
  now?: () => number
  /** Told of a listener that throws; otherwise its error comes out on its own. */
  onFault?: OnFault
}
export const defaultTiming = {
  baseMs: 500,
  /** The longest wait: a crowd whose hub restarts is back within 15 s. */
  maxMs: 6_000,
  openMs: 10_000,
  answerMs: 15_000,
  /** A command that carries a key is sent again after each lost connection, for so long. */
  keepMs: 5 * 60_000,
  keepMax: 100,
  /** Silence after which the hub is asked whether it is there. */
  quietMs: 20_000,
  probeMs: 5_000,
  renewAheadMs: 60_000,
  renewPauseMs: 5_000,
  retrySubscribeMs: 3_000,
}
/** Every so many connections that never opened the login itself is looked at. */
const suspectEvery = 6

export type Live = {
  state: Observed<LiveState>
  start(): void
  stop(): void
  /** Without a connection it fails with `lost`, unless it carries a `key`: then it waits for one. */
  send(body: CommandBody): Promise<Answer>
  subscribe(topic: Topic, listener: TopicListener): () => void
  topicState(topic: Topic): TopicState | null
}

/**
 *   page ─ start ─▶ connecting ─▶ open ──lost──▶ waiting ─▶ connecting …
 *                                  └─ bye 41xx ─▶ stopped
 */
export function createLive(options: LiveOptions): Live {
  const { url, open, auth, hints, random = Math.random, now = Date.now, onFault = throwLater } = options
  const timing = { ...defaultTiming, ...options.timing }
  const atRest: LiveState = { phase: 'stopped', since: now(), retryAt: null, failures: 0, bye: null }
  const state = observed(atRest, onFault)
  const { answerMs: timeoutMs, keepMs, keepMax } = timing
  const pending = createPending({ timeoutMs, keepMs, keepMax, onTimeout: () => probe() })
  const isOpen = () => state.get().phase === 'open'
  const say = (body: CommandBody, done: Done) => pending.send(body, isOpen() ? write : null, done)
  const readers = createReaders({ say, isOpen, retryMs: timing.retrySubscribeMs, now, onFault })

  let link: { socket: SocketLike; release(): void } | null = null
  let generation = 0
  let failures = 0
  let bye: (ByeNote & { retryAfterMs: number }) | null = null
  let suspect = false
  let heardAt = 0
  let unhint: (() => void) | null = null
  const timers = {
    next: 0 as Timer,
    opening: 0 as Timer,
    quiet: 0 as Timer,
    probe: 0 as Timer,
    renew: 0 as Timer,
  }

  const to = (phase: LiveState['phase'], retryAt: number | null = null) => {
    const was = state.get()
    const since = was.phase === phase ? was.since : now()
    state.set({ phase, since, retryAt, failures, bye: bye && { code: bye.code, text: bye.text } })
  }

  const letGo = () => {
    generation++
    for (const timer of Object.values(timers)) clearTimeout(timer)
    timers.probe = 0
    link?.release()
    link?.socket.close()
    link = null
    pending.lost()
    readers.closed()
  }

  const connect = async () => {
    letGo()
    const mine = generation
    to('connecting')
    const doubt = suspect || (failures > 0 && failures % suspectEvery === 0)
    const ready = await auth.ready(doubt).catch(() => null)
    if (mine !== generation) return
    if (ready === false) return end()
    if (ready === null) return lost(1006)
    suspect = false
    const socket = open(url, auth.protocols?.() ?? [])
    link = { socket, ...attach(socket, { opened, heard, closed: lost }) }
    timers.opening = setTimeout(() => lost(1006), timing.openMs)
  }

  const opened = () => {
    clearTimeout(timers.opening)
    heardAt = now()
    bye = null
    to('open')
    // What waits is older than whatever is said now.
    pending.resend(write)
    readers.opened()
    watchQuiet()
    renewLater()
  }

  const heard = (text: string) => {
    heardAt = now()
    if (timers.probe) waitForAnswer()
    const said = decode(text)
    // What talks like this is no hub, or something between us and it is broken.
    if (!said) return lost(1006)
    const mine = generation
    for (const message of said) {
      take(message)
      if (mine !== generation) return
    }
  }

  const take = (message: ToBrowser) => {
    if ('bye' in message) return void (bye = message.bye)
    // Only a hub that talks has really taken us back: a door that opens and shuts must not be hammered.
    failures = 0
    if (!('re' in message)) return readers.heard(message)
    if (message.re !== null) return pending.answered(message.re, message)
    if ('error' in message && message.topic) {
      readers.takenAway(message.topic, new LiveError(message.error.code, message.error.message))
    }
  }

  const lost = (code: number) => {
    const known = Object.values(Bye).find(one => one.code === code)
    bye ??= known ? { ...known, retryAfterMs: 0 } : null
    letGo()
    if (bye && !comesBack(bye.code)) return end()
    if (bye?.code === Bye.expired.code) suspect = true
    const jitter = fullJitter(failures, { baseMs: timing.baseMs, maxMs: timing.maxMs, random })
    const waitMs = (bye?.retryAfterMs ?? 0) + jitter
    failures++
    to('waiting', now() + waitMs)
    timers.next = setTimeout(connect, waitMs)
  }

  const end = () => {
    letGo()
    pending.failAll()
    to('stopped')
  }

  const write = (text: string) => link && sendOn(link.socket, text)
  const send = (body: CommandBody): Promise<Answer> => {
    if (state.get().phase === 'stopped') return Promise.reject(new LiveError('lost'))
    return new Promise((ok, failed) => say(body, { ok, failed }))
  }

  /** A dead peer says nothing, and neither does the browser: ask, and hang up when no word comes any more. */
  const probe = () => {
    if (state.get().phase !== 'open') return
    const mine = generation
    waitForAnswer()
    const answered = () => {
      if (mine !== generation) return
      clearTimeout(timers.probe)
      timers.probe = 0
    }
    send({ do: 'ping' }).then(answered, answered)
  }
  /** Any word shows that the line is no dead one, but only the answer that it still is none: a word may be an old one. */
  const waitForAnswer = () => {
    clearTimeout(timers.probe)
    timers.probe = setTimeout(() => lost(1006), timing.probeMs)
  }
  const watchQuiet = () => {
    clearTimeout(timers.quiet)
    timers.quiet = setTimeout(() => {
      if (now() - heardAt >= timing.quietMs) probe()
      watchQuiet()
    }, timing.quietMs)
  }

  const renewLater = () => {
    clearTimeout(timers.renew)
    const inMs = Math.max(auth.remainingMs() - timing.renewAheadMs, timing.renewPauseMs)
    timers.renew = setTimeout(renew, inMs)
  }
  const renew = async () => {
    const mine = generation
    const fresh = await auth.renew().catch(() => null)
    if (mine !== generation) return
    if (fresh === false) return end()
    const token = auth.token?.()
    await send({ do: 'auth.renew', ...(token ? { token } : {}) }).catch(() => {})
    if (mine === generation) renewLater()
  }

  const hinted = (hint: 'online' | 'offline' | 'visible') => {
    const { phase } = state.get()
    if (phase === 'open') probe()
    else if (phase === 'waiting' && hint !== 'offline') void connect()
  }

  return {
    state,
    start() {
      if (state.get().phase !== 'stopped') return
      failures = 0
      bye = null
      unhint ??= hints?.(hinted) ?? null
      void connect()
    },
    stop() {
      unhint?.()
      unhint = null
      bye = null
      end()
    },
    send,
    subscribe: readers.subscribe,
    topicState: readers.state,
  }
}
type Timer = ReturnType<typeof setTimeout> | 0

/** The only JSON.parse of this socket; null when it is not even that. */
function decode(text: string): ToBrowser[] | null {
  try {
    const said = JSON.parse(text) as ToBrowser | ToBrowser[]
    return Array.isArray(said) ? said : [said]
  } catch {
    return null
  }
}
