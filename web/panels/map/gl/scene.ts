/** Numbers of one point, as they lie in the buffer that the card reads. */
export const pointFloats = 15
export const pointBytes = pointFloats * 4
const [fromX, fromY, toX, toY, fromSize, toSize, fromAlpha, toAlpha, began, labelAt] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const
/** Byte offsets: kind, health before, health now, mark; then shares before and now, eight bytes each. */
const [kindAt, wasAt, isAt, markAt, sharesWas, sharesIs] = [40, 41, 42, 43, 44, 52] as const

export const lastsSeconds = 0.42
/** Begun so long ago that it is over. */
const over = -1e6

export type Spot = { x: number; y: number }
export type Shown = Spot & {
  key: number
  /** How many nodes it stands for; 1 is a node. */
  count: number
  size: number
  health: number
  /** Of each health, in 255ths. */
  shares: Uint8Array
}
type Lookup = (key: number) => Spot | null

/**
 * The points that are shown, in one typed array: each on its way from what it was to what it is. Points that leave are
 * kept until they are gone; the last one takes the place of one that is forgotten, so there are no holes.
 */
export function createScene({
  labelOf,
  still,
}: {
  labelOf: (count: number) => number
  still: () => boolean
}) {
  let data = new Float32Array(256 * pointFloats)
  let bytes = new Uint8Array(data.buffer)
  let keys: number[] = []
  let counts: number[] = []
  let seen: number[] = []
  /** When one that leaves is forgotten; 0: it stays. */
  let leaves: number[] = []
  const places = new Map<number, number>()
  const marks = new Map<number, number>()
  let round = 0
  let smooth = false
  let now = 0
  let origin: Lookup = () => null
  let until = 0

  function grow() {
    const more = new Float32Array(data.length * 2)
    more.set(data)
    data = more
    bytes = new Uint8Array(data.buffer)
  }
  const progress = (i: number) => {
    const t = Math.min(1, Math.max(0, (now - data[i * pointFloats + began]!) / lastsSeconds))
    return 1 - (1 - t) ** 3
  }
  const mix = (from: number, to: number, t: number) => from + (to - from) * t

  /** What it is at this moment becomes where it comes from. */
  function settle(i: number) {
    const f = i * pointFloats
    const b = i * pointBytes
    const t = progress(i)
    data[f + fromX] = mix(data[f + fromX]!, data[f + toX]!, t)
    data[f + fromY] = mix(data[f + fromY]!, data[f + toY]!, t)
    data[f + fromSize] = mix(data[f + fromSize]!, data[f + toSize]!, t)
    data[f + fromAlpha] = mix(data[f + fromAlpha]!, data[f + toAlpha]!, t)
    if (t > 0.5) bytes[b + wasAt] = bytes[b + isAt]!
    for (let s = 0; s < 6; s++)
      bytes[b + sharesWas + s] = mix(bytes[b + sharesWas + s]!, bytes[b + sharesIs + s]!, t)
    begin(i)
  }
  function begin(i: number) {
    data[i * pointFloats + began] = now
    until = Math.max(until, now + lastsSeconds)
  }
  function arrive(i: number) {
    const f = i * pointFloats
    const b = i * pointBytes
    data.copyWithin(f + fromX, f + toX, f + toY + 1)
    data[f + fromSize] = data[f + toSize]!
    data[f + fromAlpha] = data[f + toAlpha]!
    bytes[b + wasAt] = bytes[b + isAt]!
    bytes.copyWithin(b + sharesWas, b + sharesIs, b + sharesIs + 6)
    data[f + began] = over
  }

  function differs(i: number, it: Shown): boolean {
    const f = i * pointFloats
    const b = i * pointBytes
    if (leaves[i] !== 0 || bytes[b + isAt] !== it.health || data[f + toSize] !== Math.fround(it.size))
      return true
    if (data[f + toX] !== Math.fround(it.x) || data[f + toY] !== Math.fround(it.y)) return true
    for (let s = 0; s < 6; s++) if (bytes[b + sharesIs + s] !== it.shares[s]) return true
    return false
  }
  function aim(i: number, it: Shown) {
    const f = i * pointFloats
    const b = i * pointBytes
    data[f + toX] = it.x
    data[f + toY] = it.y
    data[f + toSize] = it.size
    data[f + toAlpha] = 1
    bytes[b + kindAt] = it.count > 1 ? 1 : 0
    bytes[b + isAt] = it.health
    bytes.set(it.shares, b + sharesIs)
    leaves[i] = 0
  }
  function label(i: number) {
    const count = counts[i]!
    data[i * pointFloats + labelAt] = count > 1 ? labelOf(count) : -1
  }

  function add(it: Shown): number {
    const i = keys.length
    if ((i + 1) * pointFloats > data.length) grow()
    keys.push(it.key)
    counts.push(it.count)
    seen.push(round)
    leaves.push(0)
    places.set(it.key, i)
    aim(i, it)
    arrive(i)
    bytes[i * pointBytes + markAt] = marks.get(it.key) ?? 0
    if (!smooth) return i
    const from = origin(it.key)
    const f = i * pointFloats
    if (from) {
      data[f + fromX] = from.x
      data[f + fromY] = from.y
    }
    data[f + fromSize] = from ? it.size * 0.6 : 0
    data[f + fromAlpha] = from ? 0.4 : 0
    begin(i)
    return i
  }
  function forget(i: number) {
    if (places.get(keys[i]!) === i) places.delete(keys[i]!)
    const last = keys.length - 1
    if (i !== last) {
      data.copyWithin(i * pointFloats, last * pointFloats, (last + 1) * pointFloats)
      for (const list of [keys, counts, seen, leaves]) list[i] = list[last]!
      if (leaves[i] === 0 || places.get(keys[i]!) === last) places.set(keys[i]!, i)
    }
    for (const list of [keys, counts, seen, leaves]) list.length = last
  }

  return {
    get count() {
      return keys.length
    },
    get data() {
      return data
    },
    /** Until then something is on its way. */
    get until() {
      return until
    },
    /**
     * A new round of what there is to be shown. `smooth`: what is new comes from where its nodes were, as `from` knows,
     * and what is not shown any more goes to where they are; otherwise it is simply so.
     */
    begin(at: number, how: { smooth: boolean; from?: Lookup }) {
      now = at
      round++
      smooth = how.smooth && !still()
      origin = how.from ?? (() => null)
    },
    put(it: Shown) {
      const known = places.get(it.key)
      const i = known ?? add(it)
      seen[i] = round
      const relabel = known === undefined || counts[i] !== it.count
      counts[i] = it.count
      if (known !== undefined && differs(i, it)) {
        if (smooth) settle(i)
        aim(i, it)
        if (!smooth) arrive(i)
      }
      if (relabel) {
        bytes[i * pointBytes + kindAt] = it.count > 1 ? 1 : 0
        label(i)
      }
    },
    end(to: Lookup = () => null) {
      for (let i = keys.length - 1; i >= 0; i--) {
        if (seen[i] === round) continue
        if (leaves[i] !== 0 && now < leaves[i]! && smooth) continue
        if (leaves[i] !== 0 || !smooth) {
          forget(i)
          continue
        }
        settle(i)
        const f = i * pointFloats
        const goal = to(keys[i]!)
        if (goal) {
          data[f + toX] = goal.x
          data[f + toY] = goal.y
        }
        data[f + toSize] = data[f + fromSize]! * 0.6
        data[f + toAlpha] = 0
        leaves[i] = now + lastsSeconds
      }
    },
    /** Those that have left by now. */
    sweep(at: number) {
      for (let i = keys.length - 1; i >= 0; i--) if (leaves[i] !== 0 && at >= leaves[i]!) forget(i)
    },
    /** 1: pointed at, 2: chosen. */
    mark(key: number, mark: number) {
      if (mark === 0) marks.delete(key)
      else marks.set(key, mark)
      const i = places.get(key)
      if (i !== undefined) bytes[i * pointBytes + markAt] = mark
    },
    relabel() {
      for (let i = 0; i < keys.length; i++) label(i)
    },
    /** What is under a point of the world, the nearest first; `reach` in the world's measure for a size in pixels. */
    hit(at: Spot, worldPixels: number, slackPixels: number): number | null {
      let best: number | null = null
      let bestAway = Infinity
      for (let i = 0; i < keys.length; i++) {
        if (leaves[i] !== 0) continue
        const f = i * pointFloats
        const dx = data[f + toX]! - at.x
        const away = Math.hypot((dx - Math.round(dx)) * worldPixels, (data[f + toY]! - at.y) * worldPixels)
        if (away > data[f + toSize]! + slackPixels || away >= bestAway) continue
        bestAway = away
        best = keys[i]!
      }
      return best
    },
    clear() {
      for (const list of [keys, counts, seen, leaves]) list.length = 0
      places.clear()
    },
  }
}
export type Scene = ReturnType<typeof createScene>
