/** A million of them in a few kilobytes: counted by the millisecond, up to a minute. */
export function createLatencies() {
  const counts = new Uint32Array(60_001)
  let total = 0
  return {
    add(ms: number) {
      counts[Math.min(Math.max(Math.round(ms), 0), counts.length - 1)]!++
      total++
    },
    addAll(others: { counts: Uint32Array; count: number }) {
      others.counts.forEach((n, ms) => (counts[ms]! += n))
      total += others.count
    },
    counts,
    get count() {
      return total
    },
    at(share: number): number {
      let rest = total * share
      for (let ms = 0; ms < counts.length; ms++) {
        rest -= counts[ms]!
        if (rest <= 0) return ms
      }
      return counts.length - 1
    },
  }
}
export type Latencies = ReturnType<typeof createLatencies>
