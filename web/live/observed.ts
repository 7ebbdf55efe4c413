export type Observed<T> = {
  get(): T
  /** Called with every change, not with what is there already. */
  subscribe(listener: (value: T) => void): () => void
}

export function observed<T>(first: T): Observed<T> & { set(value: T): void } {
  let value = first
  const listeners = new Set<(value: T) => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener(next)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
