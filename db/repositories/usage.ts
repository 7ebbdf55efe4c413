import { Limits } from '#protocol/limits.ts'
import type { UsageDimension, UsageStep } from '#protocol/rest/usage.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'
import { idArray, timeArray } from '../values.ts'
import { sumsOf } from './usage-sums.ts'

/** A batch's number: of a life of an edge, from 1. */
export type BatchNumber = { edge: string; epoch: string; seq: number }
export type EpochRow = { edge: string; epoch: string; low: number; ahead: number[] }
export type EpochPosted = EpochRow & { batches: number; up: number; down: number }
/** With where the life is believed to be before. */
export type EpochNext = EpochPosted & { lowBefore: number; aheadBefore: number[] }
/** What is new of an account, one element of each array for each cell. */
export type TailRow = {
  account: string
  minutes: number[]
  proxyUsers: string[]
  nodes: string[]
  providers: string[]
  countries: string[]
  edges: string[]
  ups: number[]
  downs: number[]
}

/** Usage is kept thrice, for who asks: by proxy user, by node, and of the network as a whole. */
export type Cube = 'user' | 'node' | 'network'
export type UsageRange = { from: Date; to: Date; starts: Date[] }
export type UsageQuestion = {
  from: Date
  to: Date
  step: UsageStep
  /** In which hours, days and months begin. */
  zone: string
  by: UsageDimension | null
  account: string | null
  proxyUser: string | null
  node: string | null
  provider: string | null
  country: string | null
  edge: string | null
}
export type UsageRow = { at: Date; key: string; up: number; down: number }
export type Standing = {
  id: string
  login: string
  gone: boolean
  dayBytes: number | null
  monthBytes: number | null
  dayUp: number
  dayDown: number
  monthUp: number
  monthDown: number
}
/** An account, or one of its proxy users, with a limit in bytes, and what was posted of it. */
export type Limited = {
  account: string
  proxyUser: string | null
  today: string
  dayLimit: number | null
  monthLimit: number | null
  dayBytes: number
  monthBytes: number
}
export type Warning = {
  account: string
  proxyUser: string | null
  period: 'day' | 'month'
  since: string
  percent: 80 | 100
  limit: number
}
/** One that is told for the first time, and the users of its account. */
export type NewWarning = Warning & { login: string | null; at: Date; users: string[] }
type Periods = {
  timeZone: string
  dayBytes: number | null
  monthBytes: number | null
  today: string
  dayFrom: Date
  dayTo: Date
  monthFrom: Date
  monthTo: Date
}
/** Of a proxy user, or null: of the account as a whole. */
type Warned = Omit<Warning, 'account' | 'proxyUser'> & {
  proxyUser: string | null
  login: string | null
  at: Date
}

const times = ['from', 'to', 'by', 'country'] as const
const zoned = [...times, 'step', 'zone'] as const
const filters = {
  user: ['account', 'proxyUser'],
  node: ['account', 'node', 'provider'],
  network: ['edge', 'provider'],
} as const
const sql = statements('usage', {
  number: ['numbers'],
  post: ['epochs', 'rows', 'sums'],
  refuse: ['entry', 'reason', 'payload'],
  foldLock: ['rows'],
  fold: ['rows', 'cells'],
  partitions: ['moments'],
  retire: ['hoursDays', 'daysDays'],
  range: ['from', 'to', 'step', 'zone', 'most'],
  labels: ['kind', 'ids'],
  periods: ['account'],
  standings: ['account', 'today'],
  limited: ['accounts'],
  warn: ['warnings'],
  warnings: ['account', 'today'],
  accounts: ['from', 'to', 'step', 'most'],
  accountsMinutes: ['from', 'to', 'most'],
  userMinutes: [...times, ...filters.user],
  userHours: [...zoned, ...filters.user],
  userDays: [...zoned, ...filters.user],
  nodeMinutes: [...times, ...filters.node],
  nodeHours: [...zoned, ...filters.node],
  nodeDays: [...zoned, ...filters.node],
  networkMinutes: [...times, ...filters.network],
  networkHours: [...zoned, ...filters.network],
  networkDays: [...zoned, ...filters.network],
})
const questions = {
  user: { minutes: sql.userMinutes, hours: sql.userHours, days: sql.userDays },
  node: { minutes: sql.nodeMinutes, hours: sql.nodeHours, days: sql.nodeDays },
  network: { minutes: sql.networkMinutes, hours: sql.networkHours, days: sql.networkDays },
} as const

const dayMs = 86_400_000
/** At least one time in every month from the one to the other, both of them among these. */
export function inEachMonth(from: Date, to: Date): Date[] {
  const moments = [to]
  for (let at = from.getTime(); at < to.getTime(); at += 20 * dayMs) moments.push(new Date(at))
  return moments
}

const asIs = <T>(row: T): T => row

export const usage = (run: Run) => ({
  // Of the ledger, within a transaction where it is more than one

  /** Locks the lives that these are of, and answers which of their numbers are posted. */
  number: (numbers: readonly BatchNumber[]): Promise<EpochRow[]> =>
    run.many(sql.number, { numbers: JSON.stringify(numbers) }, asIs<EpochRow>),
  /** Numbers and what they bring; false, and nothing was posted, when a life is not where it was believed to be. */
  post: (epochs: readonly EpochNext[], rows: readonly TailRow[]): Promise<boolean> =>
    run.one(
      sql.post,
      {
        ...{ epochs: JSON.stringify(epochs), rows: JSON.stringify(rows) },
        sums: JSON.stringify(sumsOf(rows)),
      },
      (row: { sure: boolean }) => row.sure,
    ),
  async refuse(entry: string, reason: string, payload: string): Promise<void> {
    await run.count(sql.refuse, { entry, reason, payload })
  },
  /** Moves the oldest of what is new into the tables; null while another ledger does. Cells are what takes the time. */
  async fold(most: { rows: number; cells: number }): Promise<{ rows: number; cells: number } | null> {
    const { mine, days } = await run.one(
      sql.foldLock,
      { rows: most.rows },
      asIs<{ mine: boolean; days: Date[] }>,
    )
    if (!mine) return null
    if (days.length === 0) return { rows: 0, cells: 0 }
    await run.count(sql.partitions, { moments: timeArray(days) })
    return run.one(sql.fold, most, asIs<{ rows: number; cells: number }>)
  },
  /** Partitions for what is to come; and what is older than it is kept goes. How many partitions went. */
  async tend(now: Date): Promise<number> {
    const moments = timeArray(inEachMonth(now, new Date(now.getTime() + 40 * dayMs)))
    await run.count(sql.partitions, { moments })
    const values = { hoursDays: Limits.usageHoursKeepDays, daysDays: Limits.usageDaysKeepDays }
    return run.one(sql.retire, values, (row: { dropped: number }) => row.dropped)
  },
  /** Of all, or of these accounts. */
  limited: (accounts: readonly string[] | null): Promise<Limited[]> =>
    run.many(sql.limited, { accounts: accounts && idArray(accounts) }, asIs<Limited>),
  /** The new ones. */
  warn: (warnings: readonly Warning[]): Promise<NewWarning[]> =>
    run.many(sql.warn, { warnings: JSON.stringify(warnings) }, asIs<NewWarning>),

  // Of whoever asks

  /** `starts` is empty when the range is empty, or has more than `most` steps. */
  range: (o: { from: string; to: string; step: UsageStep; zone: string; most: number }) =>
    run.one(sql.range, o, asIs<UsageRange & { forward: boolean; steps: number }>),
  /** Only where something was carried, in no order. */
  async rows(cube: Cube, q: UsageQuestion): Promise<UsageRow[]> {
    // Days are kept in the account's zone; of several accounts they are added up from hours.
    const days = (q.step === 'day' || q.step === 'month') && (cube === 'network' || q.account !== null)
    const { minutes, hours, days: byDay } = questions[cube]
    const statement = q.step === 'minute' ? minutes : days ? byDay : hours
    const values = Object.fromEntries(statement.needs.map(name => [name, q[name]]))
    return run.many(statement, values as never, asIs<UsageRow>)
  },
  /** Of all accounts by account, in UTC: so many that carried most, and the rest as `others`; null: all. */
  byAccount: (o: Pick<UsageQuestion, 'from' | 'to' | 'step'>, most: number | null): Promise<UsageRow[]> => {
    const { from, to, step } = o
    if (step === 'minute') return run.many(sql.accountsMinutes, { from, to, most }, asIs<UsageRow>)
    return run.many(sql.accounts, { from, to, step, most }, asIs<UsageRow>)
  },
  async labels(kind: UsageDimension, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await run.many(sql.labels, { kind, ids: idArray(ids) }, asIs<{ key: string; label: string }>)
    return new Map(rows.map(row => [row.key, row.label]))
  },
  /** Null when there is no such account. */
  periods: (account: string): Promise<Periods | null> => run.maybe(sql.periods, { account }, asIs<Periods>),
  standings: (account: string, today: string): Promise<Standing[]> =>
    run.many(sql.standings, { account, today }, asIs<Standing>),
  warnings: (account: string, today: string): Promise<Warned[]> =>
    run.many(sql.warnings, { account, today }, asIs<Warned>),
})
