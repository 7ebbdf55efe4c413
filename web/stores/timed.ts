/** A measurement sets this on its page, to tell time that our own code takes from all other. */
type Spent = (what: string, ms: number) => void
const spent = (): Spent | undefined => (globalThis as { traffixSpent?: Spent }).traffixSpent

export function timed<T>(what: string, work: () => T): T {
  const tell = spent()
  if (!tell) return work()
  const began = performance.now()
  try {
    return work()
  } finally {
    tell(what, performance.now() - began)
  }
}
