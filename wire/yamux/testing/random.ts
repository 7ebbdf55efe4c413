/** The same numbers for the same seed (mulberry32). */
export function createRandom(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const random = {
    /** From 0 to below `limit`. */
    below: (limit: number) => Math.floor(next() * limit),
    /** Small ones as often as large ones. */
    size: (max: number) => Math.floor(2 ** (next() * Math.log2(max))),
    oneOf: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!,
    *cut(bytes: Uint8Array): Generator<Uint8Array> {
      for (let at = 0; at < bytes.length;) {
        const size = random.size(70_000)
        yield bytes.subarray(at, at + size)
        at += size
      }
    },
  }
  return random
}

export type Random = ReturnType<typeof createRandom>

/** New seeds each time, after those that failed once. A test prints the one it fails with. */
export const seeds = (kept: readonly number[], fresh: number): number[] => [
  ...kept,
  ...Array.from({ length: fresh }, () => Math.floor(Math.random() * 2 ** 32)),
]
