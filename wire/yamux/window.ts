/**
 * How large a receive window becomes when `used` bytes of it were read within `elapsedMs`. Reading a whole window in
 * less than two round trips means that the window, not the network, may be what slows the sender: it doubles. So it
 * comes to rest between two and four times the bandwidth-delay product.
 */
export function nextWindowBytes(o: {
  sizeBytes: number
  maxBytes: number
  usedBytes: number
  elapsedMs: number
  rttMs: number | null
}): number {
  if (o.rttMs === null || o.elapsedMs * o.sizeBytes >= 2 * o.rttMs * o.usedBytes) return o.sizeBytes
  return Math.max(o.sizeBytes, Math.min(o.sizeBytes * 2, o.maxBytes))
}

/** A faster round trip counts at once; a slower one slowly, for it may only have waited behind other bytes. */
export const smoothRtt = (known: number | null, sampleMs: number): number =>
  known === null || sampleMs < known ? sampleMs : known + (sampleMs - known) / 8
