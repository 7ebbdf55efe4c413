/** The last so many figures, in place: a ring that never grows and makes no garbage. */
export function createSeries(capacity: number) {
  const values = new Float64Array(capacity)
  let written = 0
  return {
    push(value: number) {
      values[written % capacity] = value
      written++
    },
    get length() {
      return Math.min(written, capacity)
    },
    /** 0 is the oldest that is left. */
    at(index: number): number {
      const first = written > capacity ? written - capacity : 0
      return values[(first + index) % capacity]!
    },
  }
}
export type Series = ReturnType<typeof createSeries>
