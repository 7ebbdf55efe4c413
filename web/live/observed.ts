import { guarded, type OnFault } from './faults.ts'

export type Observed<T> = {
  get(): T
  /** Called with every change, not with what is there already. */
  subscribe(listener: (value: T) => void): () => void
}

export function observed<T>(first: T, onFault: OnFault): Observed<T> & { set(value: T): void } {
  let value = first
  const listeners = new Set<(value: T) => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) guarded(() => listener(next), onFault)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
