import { type NodeFilter, type NodeSort, nodeSorts } from '#protocol/node-filter.ts'
import { nodeStatuses } from '#protocol/node.ts'
import { verdictKinds } from '#protocol/trust/verdict.ts'

/** What the list is asked for, by the same words as in the API: so it is in the address, too. */
export const wishNames = [
  'search',
  'status',
  'online',
  'provider',
  'country',
  'network',
  'verdict',
  'batteryFrom',
  'batteryTo',
  'scoreFrom',
  'scoreTo',
] as const satisfies (keyof NodeFilter)[]
export type WishName = (typeof wishNames)[number]
export type WishValues = Record<WishName | 'sort', string>

export const networkTypes = ['wifi', 'cellular', 'ethernet'] as const
const sorts = [...nodeSorts, ...nodeSorts.map(it => `-${it}` as const)] as const
export const noWish = Object.fromEntries(wishNames.map(it => [it, ''])) as Record<WishName, string>
/** Those that are seen only when they are asked for. */
export const rareNames = ['batteryFrom', 'batteryTo', 'scoreFrom', 'scoreTo'] as const

const oneOf = <W extends string>(words: readonly W[], text: string) => words.find(it => it === text)
function within(text: string, most: number): number | undefined {
  const value = Number(text)
  return text.trim() !== '' && value >= 0 && value <= most ? value : undefined
}

/** An address may be written by anybody: what means nothing is left out. */
export function filterOf(values: Record<WishName, string>): NodeFilter {
  const filter: { [K in keyof NodeFilter]: NodeFilter[K] | undefined } = {
    search: values.search.slice(0, 80) || undefined,
    status: oneOf(nodeStatuses, values.status),
    online: oneOf(['true', 'false'], values.online),
    provider: /^[0-9a-f-]{36}$/.test(values.provider) ? values.provider : undefined,
    country: /^[a-z]{2}$/i.test(values.country) ? values.country.toLowerCase() : undefined,
    network: oneOf(networkTypes, values.network),
    verdict: oneOf(verdictKinds, values.verdict),
    batteryFrom: within(values.batteryFrom, 1),
    batteryTo: within(values.batteryTo, 1),
    scoreFrom: within(values.scoreFrom, 100),
    scoreTo: within(values.scoreTo, 100),
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as NodeFilter
}
export const sortOf = (text: string): NodeSort => oneOf<NodeSort>(sorts, text) ?? 'newest'

/** For the counts beside the words of one filter, which tell what choosing another of them would find. */
export function without(filter: NodeFilter, name: keyof NodeFilter): NodeFilter {
  const { [name]: _, ...rest } = filter
  return rest
}

/** A share of the battery as people write it, and back; what is no percentage is left out. */
export const percentOf = (share: string): string =>
  share === '' ? '' : String(Math.round(Number(share) * 1_000) / 10)
export function shareOf(percent: string): string {
  const value = Number(percent.trim().replace(',', '.'))
  return percent.trim() === '' || !(value >= 0 && value <= 100) ? '' : String(value / 100)
}
export function pointsOf(text: string): string {
  const value = Number(text.trim())
  return text.trim() === '' || !(Number.isInteger(value) && value >= 0 && value <= 100) ? '' : String(value)
}
