/**
 * What is no longer there, each with the stamp of when it left, for readers who have not heard of it yet. So many are
 * remembered at most; whoever is further behind is told everything anew.
 */
export function createGone<Key>(max: number) {
  const stamps = new Map<Key, number>()
  /** What left at or before this one is forgotten. */
  let forgottenAt = 0
  return {
    leaves(key: Key, stamp: number) {
      stamps.delete(key)
      stamps.set(key, stamp)
      if (stamps.size <= max) return
      const [oldest, at] = stamps.entries().next().value!
      stamps.delete(oldest)
      forgottenAt = Math.max(forgottenAt, at)
    },
    returns: (key: Key) => void stamps.delete(key),
    /** Null when some of it is not known any more. */
    since(tick: number): Key[] | null {
      if (tick < forgottenAt) return null
      const keys: Key[] = []
      for (const [key, stamp] of stamps) if (stamp > tick) keys.push(key)
      return keys
    },
  }
}
