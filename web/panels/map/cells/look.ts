import { healths } from '#protocol/health.ts'

/** Radii in pixels. Twice as many nodes are a little more; a circle never covers its neighbours. */
export const clusterSize = (count: number): number => Math.min(31, 11.5 + 1.7 * Math.log2(count))

/** By the bytes of its latest second: nothing, kilobytes, megabytes. */
export const nodeSize = (bytesPerSecond: number): number =>
  Math.min(11, 5 + 1.6 * Math.max(0, Math.log10(1 + bytesPerSecond / 1_000)))

/** The health that most have; of two that are as frequent the better one. */
export function prevailing(counts: ArrayLike<number>): number {
  let most = 0
  for (let h = 1; h < counts.length; h++) if (counts[h]! > counts[most]!) most = h
  return most
}

/** A share that is there is seen, however small. */
const leastShare = 6

export function writeShares(counts: ArrayLike<number>, whole: number, into: Uint8Array): void {
  for (let h = 0; h < healths.length; h++)
    into[h] = counts[h] === 0 ? 0 : Math.max(leastShare, Math.round((255 * counts[h]!) / whole))
}
