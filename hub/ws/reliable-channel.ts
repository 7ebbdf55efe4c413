import { BusDown } from '#bus/bus-down.ts'
import { type Entry, positionOf } from '#bus/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { Position, Snapshot } from '#protocol/socket.ts'
import { encode, type Frame } from './frame.ts'
import type { Reader, ReliableDeps, ReliableSource, reliableTiming } from './reliable.ts'
import { createTail, frameOf, idOf, isAfter, tell, type Told } from './row.ts'
import type { Joined } from './topics.ts'

type Deps = ReliableDeps & {
  topic: string
  source: ReliableSource
  timing: typeof reliableTiming
  forget(): void
}
/**
 *   joining ──deliver──▶ behind ──told all──▶ live ──a hole──▶ behind
 *
 * `at` is the last entry it was given. Only a live reader hears what happens; the others are told all of it at once.
 */
type Place = { at: string; state: 'joining' | 'behind' | 'live'; mending: boolean }
type Whole = { at: Position; frame(reset: boolean): Frame }

/** About so much in a frame of what was missed. */
const replayFrameBytes = 128 * 1024

/** One reliable topic in this hub: where it stands, who hears it, and how whoever missed something gets it. */
export function createReliableChannel(deps: Deps) {
  const { topic, source, bus, events, figures, timing, log, clock = Date.now } = deps
  const readers = new Map<Reader, Place>()
  const tail = createTail({ events: Limits.topicTailEvents, bytes: Limits.topicTailBytes })
  /** The last entry that was told here; null until it is known. */
  let last: Position | null = null
  let opening: Promise<void> | null = null
  let off: (() => void) | null = null
  let loading: Promise<Whole> | null = null
  let mending: Promise<void> | null = null
  let again = false
  let fresh: Told[] = []
  let grace: NodeJS.Timeout | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  async function open(): Promise<void> {
    off ??= await events.hear(topic, heard)
    if (closed) return off()
    last = await events.position(topic)
    if (again) mend()
  }

  function heard(entry: Entry): void {
    // What comes while it is not known where the row stands is read from the row.
    if (!last || mending) again = true
    else if (entry.prev === idOf(last) && last.seq > 0) take([entry])
    else if (last.seq === 0 || isAfter(entry.id, idOf(last))) mend()
  }

  function take(entries: Entry[]): void {
    if (entries.length === 0) return
    for (const entry of entries) {
      const told = tell(topic, entry)
      tail.push(told)
      if (fresh.push(told) === 1) setImmediate(flush)
      last = positionOf(entry.id)
    }
  }

  /** What happened in this turn of the loop, as one frame for all who stand where it begins. */
  function flush(): void {
    const told = fresh
    fresh = []
    const [first] = told
    if (!first) return
    let shared: Frame | null = null
    for (const [reader, place] of readers) {
      if (place.state !== 'live') continue
      if (place.at === first.prev) give(reader, place, told, (shared ??= frameOf(told)))
      // It was told some of it before, from the row; or it stands where this row never was.
      else void follow(reader, place)
    }
  }

  function give(reader: Reader, place: Place, told: Told[], frame = frameOf(told)): boolean {
    const end = told.at(-1)!
    place.at = end.id
    if (!pass(reader, frame)) return false
    figures.lag('reliable', Math.max(0, clock() - told[0]!.at))
    return true
  }

  /** A reader with a hole is not kept: it comes back and says where it stood. */
  function pass(reader: Reader, frame: Frame): boolean {
    if (reader.offer(frame)) return true
    leave(reader)
    reader.bye('slow')
    return false
  }

  /** In frames that are not too large for one reader's backlog: what was taken need not be sent again. */
  function replay(reader: Reader, place: Place, told: Told[]): boolean {
    for (let i = 0; i < told.length;) {
      let bytes = 0
      const from = i
      while (i < told.length && bytes < replayFrameBytes) bytes += told[i++]!.frame.bytes.length
      if (!give(reader, place, told.slice(from, i))) return false
    }
    return true
  }

  /** Brings a reader to where this channel stands: from memory, from the row, or with everything anew. */
  async function follow(reader: Reader, place: Place): Promise<void> {
    const gone = () => readers.get(reader) !== place
    if (place.mending || gone()) return
    place.state = 'behind'
    place.mending = true
    try {
      while (!gone()) {
        const here = last ? idOf(last) : '0-0'
        const told = place.at === here ? [] : tail.after(place.at)
        if (told) {
          if (replay(reader, place, told)) place.state = 'live'
          return
        }
        const reading = await events.read(topic, positionOf(place.at))
        if (gone()) return
        if (reading !== 'gone') {
          const missed = reading.entries.map(entry => tell(topic, entry))
          if (!replay(reader, place, missed)) return
          if (missed.length > 0) continue
          // At the end of the row: what this channel hears next is known to it or follows it, unless it heard of
          // more just now.
          if (last && isAfter(idOf(last), place.at)) {
            if (tail.after(place.at)) continue
            return later()
          }
          place.state = 'live'
          return
        }
        const whole = await load()
        if (gone()) return
        reset(reader, place, whole)
      }
    } catch (err) {
      failed(err)
    } finally {
      place.mending = false
    }
  }

  function reset(reader: Reader, place: Place, whole: Whole): void {
    place.at = idOf(whole.at)
    figures.reset()
    pass(reader, whole.frame(true))
  }

  /** Where the row stands first, then the state: an event may be told that the state holds, none is left out. */
  function load(): Promise<Whole> {
    return (loading ??= (async () => {
      try {
        const at = last!
        const said: Snapshot = { topic, ...at, snapshot: await source.snapshot() }
        let first: Frame | null = null
        let anew: Frame | null = null
        return {
          at,
          frame: reset => (reset ? (anew ??= encode({ ...said, reset: true })) : (first ??= encode(said))),
        }
      } finally {
        loading = null
      }
    })())
  }

  /** Reads on from where this channel stands, and brings along everybody who is behind. */
  function mend(): void {
    if (closed) return
    if (!last || mending) {
      again = true
      return
    }
    mending = (async () => {
      try {
        do {
          again = false
          const reading = await events.read(topic, last)
          if (closed) return
          if (reading === 'gone') await beginAnew()
          else {
            take(reading.entries)
            last = reading.at
          }
        } while (again)
      } catch (err) {
        failed(err)
      }
    })().finally(() => {
      mending = null
      for (const [reader, place] of readers) if (place.state === 'behind') void follow(reader, place)
      if (again) mend()
    })
  }

  /** What Redis has now is another life of the row: what was told before is no part of it. */
  async function beginAnew(): Promise<void> {
    const before = last
    last = await events.position(topic)
    fresh = []
    tail.clear()
    loading = null
    for (const place of readers.values()) if (place.state === 'live') place.state = 'behind'
    const whole = await load().catch((err: unknown) => {
      last = before // nobody was told, so it is gone the next time as well
      throw err
    })
    for (const [reader, place] of readers) {
      // Who joins, or is brought along just now, finds out by itself.
      if (place.state === 'behind' && !place.mending) reset(reader, place, whole)
    }
  }

  function failed(err: unknown): void {
    // The bus says when it is back, and everything is mended then.
    if (err instanceof BusDown) return
    log.warn({ err, topic }, 'a reliable topic could not be read')
    later()
  }
  function later(): void {
    clearTimeout(retry)
    retry = setTimeout(mend, timing.retryMs).unref()
  }

  async function ready(): Promise<void> {
    if (!bus.up) throw new BusDown('redis is away')
    opening ??= open().catch((err: unknown) => {
      opening = null
      throw err
    })
    await opening
    await mending
  }

  async function join(reader: Reader, since: Position | undefined): Promise<Joined> {
    const place: Place = { at: '0-0', state: 'joining', mending: false }
    clearTimeout(grace)
    readers.set(reader, place)
    try {
      await ready()
      const first = (since && (await resume(place, since))) ?? (await begin(place, since !== undefined))
      return {
        ok: { resumed: first.resumed },
        deliver() {
          if (readers.get(reader) !== place) return
          if (first.resumed) figures.resumed()
          else if (since) figures.reset()
          if (first.frame && !pass(reader, first.frame)) return
          if (first.told && !replay(reader, place, first.told)) return
          void follow(reader, place)
        },
      }
    } catch (err) {
      if (readers.get(reader) === place) leave(reader)
      throw err
    }
  }
  type First = { resumed: boolean; frame?: Frame; told?: Told[] }

  /** Null when what came after that position is not known any more. */
  async function resume(place: Place, since: Position): Promise<First | null> {
    place.at = idOf(since)
    // Only Redis can tell whether a row that was empty is still the same one.
    if (since.seq > 0 && (place.at === idOf(last!) || tail.after(place.at))) return { resumed: true }
    const reading = await events.read(topic, since)
    if (reading === 'gone') return null
    return { resumed: true, told: reading.entries.map(entry => tell(topic, entry)) }
  }

  async function begin(place: Place, reset: boolean): Promise<First> {
    const whole = await load()
    place.at = idOf(whole.at)
    return { resumed: false, frame: whole.frame(reset) }
  }

  function leave(reader: Reader): void {
    if (!readers.delete(reader) || readers.size > 0) return
    clearTimeout(grace)
    if (bus.up) grace = setTimeout(close, timing.graceMs).unref()
    else close()
  }

  function close(): void {
    closed = true
    clearTimeout(grace)
    clearTimeout(retry)
    off?.()
    deps.forget()
  }

  return {
    /** At which beat it is looked at, in case something was lost that nothing followed. */
    lookAt: 0,
    get readers() {
      return readers.size
    },
    join,
    leave,
    mend,
    close,
  }
}
export type ReliableChannel = ReturnType<typeof createReliableChannel>
