import type { Cube, TailRow, UsageQuestion, UsageRow } from '../repositories/usage.ts'

/** What one proxy user carried over one node in one minute. */
export type Cell = {
  account: string
  at: Date
  proxyUser: string
  node: string
  provider: string
  country: string
  edge: string
  up: number
  down: number
}

const minuteMs = 60_000

/** As a ledger posts them: a row an account. */
export function tailsOf(cells: readonly Cell[]): TailRow[] {
  const rows = new Map<string, TailRow>()
  for (const cell of cells) {
    let row = rows.get(cell.account)
    if (!row) {
      row = {
        ...{ account: cell.account, minutes: [], proxyUsers: [], nodes: [], providers: [] },
        ...{ countries: [], edges: [], ups: [], downs: [] },
      }
      rows.set(cell.account, row)
    }
    row.minutes.push(Math.floor(cell.at.getTime() / minuteMs))
    row.proxyUsers.push(cell.proxyUser)
    row.nodes.push(cell.node)
    row.providers.push(cell.provider)
    row.countries.push(cell.country)
    row.edges.push(cell.edge)
    row.ups.push(cell.up)
    row.downs.push(cell.down)
  }
  return [...rows.values()]
}

const formats = new Map<string, Intl.DateTimeFormat>()
/** What a clock on the wall shows: `2026-10-25 02:30`. */
export function wall(at: Date, timeZone: string): string {
  let format = formats.get(timeZone)
  if (!format)
    formats.set(
      timeZone,
      (format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })),
    )
  return format.format(at)
}

/** Minutes and hours by their instant (both of the two hours that autumn has), days and months by their name. */
export function stepOf(at: Date, step: UsageQuestion['step'], zone: string): string {
  if (step === 'minute') return new Date(Math.floor(at.getTime() / minuteMs) * minuteMs).toISOString()
  const shown = wall(at, zone)
  if (step === 'day') return shown.slice(0, 10)
  if (step === 'month') return shown.slice(0, 7)
  const minutes = Number(shown.slice(14, 16))
  return new Date(Math.floor(at.getTime() / minuteMs - minutes) * minuteMs).toISOString()
}

export type Summed = Record<string, [up: number, down: number]>

/** The slow twin of the tables: adds up the cells, one by one. */
export function summedCells(cells: readonly Cell[], q: UsageQuestion): Summed {
  const sums: Summed = {}
  for (const cell of cells) {
    const { account, proxyUser, node, provider, country, edge } = q
    const wanted = Object.entries({ account, proxyUser, node, provider, country, edge })
    if (wanted.some(([name, value]) => value !== null && cell[name as keyof Cell] !== value)) continue
    if (cell.at < q.from || cell.at >= q.to) continue
    add(sums, `${stepOf(cell.at, q.step, q.zone)} ${q.by === null ? '' : cell[q.by]}`, cell.up, cell.down)
  }
  return sums
}
export function summedRows(rows: readonly UsageRow[], q: Pick<UsageQuestion, 'step' | 'zone'>): Summed {
  const sums: Summed = {}
  for (const { at, key, up, down } of rows) add(sums, `${stepOf(at, q.step, q.zone)} ${key}`, up, down)
  return sums
}
function add(sums: Summed, key: string, up: number, down: number): void {
  const before = (sums[key] ??= [0, 0])
  before[0] += up
  before[1] += down
}

/** What can be asked of each cube. */
export const dimensions = {
  user: ['account', 'proxyUser', 'country'],
  node: ['account', 'node', 'provider', 'country'],
  network: ['edge', 'provider', 'country'],
} as const satisfies Record<Cube, readonly UsageQuestion['by'][]>

export const unfiltered = {
  ...{ account: null, proxyUser: null, node: null, provider: null, country: null, edge: null },
} as const

/** A random number in [0, n), the same row of them for the same seed. */
export function seeded(seed: number): (n: number) => number {
  let state = seed >>> 0
  return n => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}
