import type { Bus } from './connect.ts'
import { keys } from './names.ts'
import { count, countHolders } from './slot-scripts.ts'

/**
 * Who holds slots, over all processes: what was taken counts at once, what was given back does not, and what a killed
 * process held counts until it expires. Without Redis nobody knows: BusDown.
 */
export function createCensus(bus: Bus, name: string) {
  return {
    /** All keys that are occupied, and the holders of each of them added up. */
    async total(): Promise<{ keys: number; holders: number }> {
      const answer = await bus.run(redis => count(redis, keys.slotIndex(name), []))
      const [occupied = 0, holders = 0] = answer as number[]
      return { keys: occupied, holders }
    },
    /** One who has several members of a key is one. */
    async holders(of: readonly string[]): Promise<Map<string, number>> {
      if (of.length === 0) return new Map()
      const names = of.map(key => keys.slots(name, key))
      const counts = (await bus.run(redis => countHolders(redis, names, []))) as number[]
      return new Map(of.map((key, i) => [key, counts[i] ?? 0]))
    },
  }
}
export type Census = ReturnType<typeof createCensus>
