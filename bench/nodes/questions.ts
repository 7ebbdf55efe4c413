/** What the panels ask of nodes, as they ask it; `n` makes each time another one. */
export type Question = { name: string; path(n: number): string }

const countries = ['us', 'de', 'uz', 'kz', 'gb', 'fr', 'tr', 'br', 'in', 'jp']
const country = (n: number) => countries[n % countries.length]!
const list = (name: string, query: (n: number) => string): Question => ({
  name: `list: ${name}`,
  path: n => `/api/nodes?${query(n)}`,
})
const count = (name: string, query: (n: number) => string): Question => ({
  name: `counts: ${name}`,
  path: n => `/api/node-counts?${query(n)}`,
})

export const questions: Question[] = [
  list('newest', () => 'limit=50'),
  list('a page of 200', () => 'limit=200'),
  list('those that wait', () => 'status=pending&limit=50'),
  list('of a country', n => `country=${country(n)}`),
  list('online, of a network', n => `online=true&network=${n % 2 ? 'wifi' : 'cellular'}`),
  list('a verdict that is rare', () => 'verdict=vpn&status=suspended'),
  list('best score first', () => 'sort=score'),
  list('worst score first', () => 'sort=-score&status=approved'),
  list(
    'score and battery between',
    () => 'scoreFrom=60&scoreTo=80&batteryFrom=0.2&batteryTo=0.5&sort=battery',
  ),
  list('most suspicious of a country', n => `sort=suspicion&country=${country(n)}`),
  list('by name', () => 'sort=name'),
  list('last seen', () => 'sort=seen&online=false'),
  list('a jump into the middle', n => `skip=${20_000 + 37 * n}&limit=100`),
  list('a jump by score', n => `sort=score&skip=${20_000 + 37 * n}&limit=100`),
  list('a jump to the end by name', n => `sort=name&skip=${49_000 + n}&limit=100`),
  list('search: a word of many', n => `search=pixel&sort=score&skip=${n}`),
  list('search: one node', n => `search=galaxy%20s23%20${6 * n + 1}`),
  list('search: nothing', n => `search=no%20such%20${n}`),
  list('search: a provider', n => `search=provider%20${1 + (n % 40)}`),
  count('all', () => ''),
  count('those that wait', () => 'status=pending'),
  count('of a country, online', n => `country=${country(n)}&online=true`),
  count('search', n => `search=city%20${n}`),
]
