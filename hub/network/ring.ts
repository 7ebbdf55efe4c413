import type { Flow, FlowPoint } from '#protocol/live/flow.ts'
import { networkLimits } from './limits.ts'

const { windowSeconds } = networkLimits
/** Of seconds that are not over yet, or that a clock which is a little ahead names. */
export const aheadSeconds = 4
const slots = windowSeconds + aheadSeconds

/**
 * Five minutes of one account or node, a slot a second. `net`: sessions opened less sessions closed. `stamp`: the
 * publication that tells of the latest change. A slot belongs to the newest second that falls on it; seconds after
 * `newest` hold what is long past, and count as nothing until they are touched.
 */
export type Ring = {
  newest: number
  up: Float64Array
  down: Float64Array
  net: Int32Array
  stamp: Uint32Array
  /** Of the latest change to what was before all of these seconds: it shows in how many sessions were open in each. */
  beforeStamp: number
}

export function createRing(second: number, stamp: number): Ring {
  const memory = new ArrayBuffer(slots * 24)
  return {
    newest: second,
    up: new Float64Array(memory, 0, slots),
    down: new Float64Array(memory, slots * 8, slots),
    net: new Int32Array(memory, slots * 16, slots),
    stamp: new Uint32Array(memory, slots * 20, slots),
    beforeStamp: stamp,
  }
}

/** The slot of a second, or -1 when it is too long ago. */
function touch(ring: Ring, second: number): number {
  if (second <= ring.newest - slots) return -1
  for (let s = Math.max(ring.newest + 1, second - slots + 1); s <= second; s++) {
    const i = s % slots
    ring.beforeStamp = Math.max(ring.beforeStamp, ring.stamp[i]!)
    ring.up[i] = ring.down[i] = ring.net[i] = ring.stamp[i] = 0
  }
  if (second > ring.newest) ring.newest = second
  return second % slots
}

export function addBytes(ring: Ring, second: number, up: number, down: number, stamp: number): void {
  const i = touch(ring, second)
  if (i < 0) return
  ring.up[i]! += up
  ring.down[i]! += down
  ring.stamp[i] = stamp
}

export function addOpen(ring: Ring, second: number, change: 1 | -1, stamp: number): void {
  const i = touch(ring, second)
  if (i < 0) {
    ring.beforeStamp = stamp
    return
  }
  ring.net[i]! += change
  ring.stamp[i] = stamp
}

const at = (ring: Ring, values: Float64Array | Int32Array | Uint32Array, second: number): number =>
  second > ring.newest || second <= ring.newest - slots ? 0 : values[second % slots]!

export const bytesIn = (ring: Ring | null, second: number): { up: number; down: number } =>
  ring ? { up: at(ring, ring.up, second), down: at(ring, ring.down, second) } : { up: 0, down: 0 }

/** Nothing happened in the window that ends with `last`. */
export const isIdle = (ring: Ring, last: number): boolean => ring.newest <= last - windowSeconds

/** Sessions open at the end of each second from `first` to `last`, when so many are open now. */
function openFrom(ring: Ring | null, first: number, last: number, openNow: number): number[] {
  const open = Array.from({ length: last - first + 1 }, () => openNow)
  if (!ring) return open
  let count = openNow
  for (let s = ring.newest; s > last; s--) count -= at(ring, ring.net, s)
  for (let s = last; s >= first; s--) {
    open[s - first] = count
    count -= at(ring, ring.net, s)
  }
  return open
}

export function flowOf(ring: Ring | null, last: number, openNow: number): Flow {
  const first = last - windowSeconds + 1
  const column = (values: Float64Array | undefined) =>
    Array.from({ length: windowSeconds }, (_, i) => (ring && values ? at(ring, values, first + i) : 0))
  return {
    second: first,
    up: column(ring?.up),
    down: column(ring?.down),
    open: openFrom(ring, first, last, openNow),
  }
}

/**
 * From the earliest second that changed after `tick` to `last`, as they are now. A reader knows the seconds up to
 * `known`, and takes those after it for silent.
 */
export function pointsSince(
  ring: Ring | null,
  o: { tick: number; known: number; last: number; open: number },
): FlowPoint[] {
  if (!ring) return []
  const { tick, last } = o
  const first = last - windowSeconds + 1
  // Seconds that were a little ahead then, and have left the window since, were never told to this reader.
  const all = ring.beforeStamp > tick || o.known + 1 < first
  let from = all ? first : Math.max(first, earliestSince(ring, tick))
  if (from > o.known) {
    const changed = from
    for (from = Math.max(first, o.known + 1); from < changed && from <= last; from++)
      if (!isSilent(ring, from)) break
  }
  if (from > last) return []
  const open = openFrom(ring, from, last, o.open)
  return open.map((count, i) => [from + i, at(ring, ring.up, from + i), at(ring, ring.down, from + i), count])
}

/** The earliest second that changed after `tick`; Infinity when none did. */
function earliestSince({ stamp, newest }: Ring, tick: number): number {
  let most = -1
  const end = newest % slots
  for (let i = 0; i < slots; i++) {
    if (stamp[i]! <= tick) continue
    const ago = i <= end ? end - i : end - i + slots
    if (ago > most) most = ago
  }
  return most < 0 ? Infinity : newest - most
}

const isSilent = (ring: Ring, s: number) =>
  at(ring, ring.up, s) === 0 && at(ring, ring.down, s) === 0 && at(ring, ring.net, s) === 0
