/** Requests that have begun and have no answer yet. Whoever stops waits for them, and tells the later ones to go. */
export function createUnderway() {
  const open = new Set<object>()
  const idle = new Set<() => void>()
  let stopping = false

  return {
    /** After this each answer is the last of its connection. */
    get stopping() {
      return stopping
    },
    /** Gives the end of it, which may be said more than once. */
    begin(): () => void {
      const one = {}
      open.add(one)
      return () => {
        if (open.delete(one) && open.size === 0) for (const go of idle) go()
      }
    },
    /** Resolves when all are answered, or when it has taken too long. */
    async stop(ms: number): Promise<void> {
      stopping = true
      if (open.size === 0) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, ms)
      idle.add(resolve)
      await promise
      idle.delete(resolve)
      clearTimeout(timer)
    },
  }
}
export type Underway = ReturnType<typeof createUnderway>
