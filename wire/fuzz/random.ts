export type Random = {
  /** 0 to `below` - 1. */
  int(below: number): number
  pick<T>(list: readonly T[]): T
  chance(oneIn: number): boolean
  bytes(length: number): Buffer
}

/** The same numbers for the same seed, on every machine (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const int = (below: number) => Math.floor((next() / 0x1_0000_0000) * below)
  return {
    int,
    pick: list => list[int(list.length)]!,
    chance: oneIn => int(oneIn) === 0,
    bytes: length => Buffer.from(Array.from({ length }, () => int(256))),
  }
}
