import type { Bus } from '../connect.ts'

/** Resolves when the bus is up, or down. */
export function becomes(bus: Bus, up: boolean): Promise<void> {
  if (bus.up === up) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  const off = bus.onChange(now => now === up && resolve())
  return promise.finally(off)
}
