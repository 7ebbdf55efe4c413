import { countryName } from '../proxy/country-name.ts'
import type { NodeTable } from '../../stores/node-table.ts'

/** Where most of them are, and how many other places there are: a city's name when there is one, else the country's. */
export function placeOf(
  table: NodeTable,
  slots: readonly number[],
  tag: string,
): { place: string | null; more: number } {
  const cities = counted(slots, slot => table.cityOf(slot))
  const countries = counted(slots, slot => table.countryOf(slot))
  const oneCountry = countries.size === 1
  const of = oneCountry && cities.size > 0 ? cities : countries
  const [best] = [...of].sort((a, b) => b[1] - a[1])
  if (!best) return { place: null, more: 0 }
  const place = of === cities ? best[0] : countryName(tag, best[0])
  return { place, more: of.size - 1 }
}

function counted(slots: readonly number[], nameOf: (slot: number) => string | null): Map<string, number> {
  const counts = new Map<string, number>()
  for (const slot of slots) {
    const name = nameOf(slot)
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
