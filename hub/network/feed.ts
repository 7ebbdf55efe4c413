import { type Bus, BusDown } from '#bus/connect.ts'
import { hearRadar, type RadarHeard, readRadar, windowStart } from '#bus/radar.ts'
import type { Log } from '#kit/log.ts'
import type { RadarBatch } from '#protocol/radar.ts'
import type { Edges } from './edges.ts'
import { networkLimits } from './limits.ts'
import { createSlices } from './slices.ts'

// channel `radar` ──▶ waiting ──▶ in order of each edge? ──▶ edges.apply
// stream `radar:window` ──(at the start, after a break, and when a number is missing)──▶ the same

/**
 * Brings the batches in: all of the window first, then what is heard, each once and in order. What is missing is read
 * after the last one; what is not there either is looked for in the whole window, and then it is lost.
 */
export function createFeed(o: {
  bus: Bus
  edges: Edges
  log: Log
  now: () => number
  /** Before the window is read: what else the bus knows. */
  prepare: () => Promise<void>
  changed: () => void
}) {
  const { bus, edges, log, now } = o
  const slices = createSlices()
  const ready = Promise.withResolvers<void>()
  let waiting: RadarHeard[] = []
  let working = false
  const end = new AbortController()
  const { signal } = end
  /** The place of the last batch, null until the window was read for the first time. */
  let last: string | null = null
  /** What has to be read before anything that was heard. */
  let due: 'nothing' | 'rest' | 'all' = 'all'
  let readAllAt = -Infinity
  let prepared = false
  /** Since when nothing is missing. */
  let wholeFrom = 0

  function isLost(batch: RadarBatch, places: { first: boolean }): boolean {
    // What was said before the window begins is not missed by whoever begins with it.
    if (places.first && !edges.find(batch.edge)) return false
    wholeFrom = now()
    log.warn({ edge: batch.edge, seq: batch.seq }, 'batches of an edge are lost')
    o.changed()
    return true
  }

  async function readWindow(): Promise<void> {
    const all = due === 'all' || last === null
    const first = last === null
    if (all) readAllAt = performance.now()
    due = 'nothing'
    let after = all ? windowStart : last!
    for (let done = false; !done && !signal.aborted;) {
      const chunk = await readRadar(bus, after)
      slices.begin()
      if (first && after === windowStart)
        wholeFrom = chunk.heard[0] ? Number(chunk.heard[0].id.split('-')[0]) : now()
      for (const { id, read } of chunk.heard) {
        if (slices.over) await slices.rest()
        const batch = read()
        after = id
        if (!batch) continue
        const place = edges.place(batch)
        if (place === 'known') continue
        if (place === 'gap' && !all && mayReadAll()) {
          due = 'all'
          return
        }
        edges.apply(batch, place === 'gap' && isLost(batch, { first }))
      }
      after = chunk.last
      done = chunk.end
    }
    last = after
  }
  const mayReadAll = () => performance.now() - readAllAt > networkLimits.rereadMs

  /** How hard was tried to find what is missing before the first of those that wait. */
  let tried: 'nothing' | 'rest' | 'all' = 'nothing'

  function takeFirst(): void {
    const batch = waiting[0]!.read()
    const place = batch ? edges.place(batch) : 'known'
    if (place === 'gap' && (tried === 'nothing' || (tried === 'rest' && mayReadAll()))) {
      due = tried = tried === 'nothing' ? 'rest' : 'all'
      return
    }
    tried = 'nothing'
    last = waiting.shift()!.id
    if (batch && place !== 'known') edges.apply(batch, place === 'gap' && isLost(batch, { first: false }))
  }

  async function work(): Promise<void> {
    slices.begin()
    while (!signal.aborted) {
      if (due !== 'nothing' || !prepared) {
        if (!bus.up) return
        if (!prepared) {
          prepared = true
          await o.prepare()
        }
        await readWindow()
        if (due !== 'nothing') continue
        ready.resolve()
        o.changed()
      } else if (waiting.length > 0) {
        takeFirst()
        if (slices.over) await slices.rest()
      } else return
    }
  }

  function wake(): void {
    if (working || signal.aborted) return
    working = true
    work()
      .catch((err: unknown) => {
        // The bus tells when it is back; then everything is looked at again.
        if (due === 'nothing') due = 'rest'
        prepared = false
        if (!(err instanceof BusDown)) log.error({ err }, 'the window was not read')
      })
      .finally(() => {
        working = false
        // What was heard in this very turn of the loop came too late for it.
        if (due === 'nothing' && waiting.length > 0) wake()
      })
  }

  function hear(heard: RadarHeard): void {
    waiting.push(heard)
    if (waiting.length > networkLimits.waitingBatches) {
      waiting = []
      if (due === 'nothing') due = 'rest'
    }
    wake()
  }

  const off = bus.onChange(up => {
    if (up) {
      if (due === 'nothing') due = 'rest'
      prepared = false
    }
    o.changed()
    if (up) wake()
  })
  const hearing = hearRadar(bus, hear)
  hearing.then(wake, (err: unknown) => log.error({ err }, 'radar is not heard'))

  return {
    ready: ready.promise,
    /** Everything that was said until now is in. */
    get whole() {
      return bus.up && last !== null && due === 'nothing' && prepared
    },
    get wholeFrom() {
      return wholeFrom
    },
    /** Tries again what failed while the bus was up. */
    wake,
    stop(): void {
      end.abort()
      off()
      void hearing.then(off => off()).catch(() => {})
    },
  }
}
export type Feed = ReturnType<typeof createFeed>
