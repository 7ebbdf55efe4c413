import type { Cube, UsageQuestion, UsageRow } from '#db/repositories/usage.ts'
import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import {
  type Usage,
  type UsageDimension,
  usageDimensions,
  type UsageGroup,
  type UsageStep,
} from '#protocol/rest/usage.ts'
import type { DoorDeps } from '../door/deps.ts'
import { Csv } from '../http/reply.ts'
import type { Handlers } from '../http/routes.ts'
import type { Who } from '../door/principals.ts'
import { scope } from './users.ts'

type Routes = Pick<Handlers, 'getUsage' | 'getUsageSummary'>
type Wish = { [K in UsageDimension]?: string | undefined } & { by?: UsageDimension | undefined }

/** Of each cube: what it can be asked by and for. */
const cubes: Record<Cube, readonly UsageDimension[]> = {
  user: ['account', 'proxyUser', 'country'],
  node: ['account', 'node', 'provider', 'country'],
  network: ['edge', 'provider', 'country'],
}
const unknownKey = 'unknown'
const othersKey = 'others'

export function usageRoutes({ db }: DoorDeps): Routes {
  async function zoneOf(account: string | null): Promise<string> {
    if (account === null) return 'UTC'
    const found = await db.accounts.byId(account)
    if (!found) throw new Refusal('bad_request', { fields: { account: 'there is no such account' } })
    return found.timeZone
  }

  async function groupsOf(rows: readonly UsageRow[], by: UsageDimension): Promise<UsageGroup[]> {
    const groups = new Map<string, UsageGroup>()
    for (const { at, key: raw, up, down } of rows) {
      const key = raw || unknownKey
      let group = groups.get(key)
      if (!group) groups.set(key, (group = { key, label: key, up: 0, down: 0, points: [] }))
      group.up += up
      group.down += down
      group.points.push({ at: at.toISOString(), up, down })
    }
    const last = (it: UsageGroup) => Number(it.key === othersKey)
    const all = [...groups.values()].sort(
      (a, b) => last(a) - last(b) || b.up + b.down - a.up - a.down || (a.key < b.key ? -1 : 1),
    )
    for (const { points } of all) points.sort((a, b) => (a.at < b.at ? -1 : 1))
    if (by === 'country' || by === 'edge') return all
    const labels = await db.usage.labels(
      by,
      all.map(it => it.key).filter(key => key !== unknownKey && key !== othersKey),
    )
    for (const group of all) group.label = labels.get(group.key) || group.key
    return all
  }

  return {
    async getUsage({ query }, { who, request, setHeaders }) {
      const account = accountOf(who, query.account)
      const cube = cubeOf({ ...query, account: account ?? undefined })
      const zone = await zoneOf(account)
      const { step, by = null } = query
      const asked = { from: query.from, to: query.to, step, zone, most: Limits.usagePoints }
      const range = await db.usage.range(asked)
      if (!range.forward) throw new Refusal('bad_request', { fields: { to: 'it must be after `from`' } })
      if (range.steps >= Limits.usagePoints) throw tooMany(range.steps, step)
      const question: UsageQuestion = {
        ...{ from: range.from, to: range.to, step, zone, by, account },
        ...{ proxyUser: query.proxyUser ?? null, node: query.node ?? null, provider: query.provider ?? null },
        ...{ country: query.country ?? null, edge: query.edge ?? null },
      }
      const csv = query.format === 'csv' || /\btext\/csv\b/.test(request.accept)
      const compared = by === 'account' && account === null && !query.country && !query.proxyUser
      // Of very many accounts a screen shows those that carried most; a file all, unless it is by minute.
      const most = csv && step !== 'minute' ? null : Limits.usageAccounts
      const rows = await (compared && cube === 'user'
        ? db.usage.byAccount(question, most)
        : db.usage.rows(cube, question))
      if (rows.length > Limits.usagePoints) throw tooMany(rows.length, step)
      const usage: Usage = {
        from: range.from.toISOString(),
        to: range.to.toISOString(),
        step,
        timeZone: zone,
        ...summed(range.starts, rows),
        groups: by && (await groupsOf(rows, by)),
      }
      if (!csv) return usage
      setHeaders([
        ['content-disposition', `attachment; filename="usage-${step}-${usage.from.slice(0, 10)}.csv"`],
      ])
      return new Csv(csvOf(usage, by))
    },

    async getUsageSummary({ query }, { who }) {
      const account = accountOf(who, query.account)
      if (account === null)
        throw new Refusal('bad_request', { fields: { account: 'name the account whose usage it is' } })
      const periods = await db.usage.periods(account)
      if (!periods) throw new Refusal('bad_request', { fields: { account: 'there is no such account' } })
      const { today } = periods
      const [standings, warnings] = await Promise.all([
        db.usage.standings(account, today),
        db.usage.warnings(account, today),
      ])
      const sum = (of: 'dayUp' | 'dayDown' | 'monthUp' | 'monthDown') =>
        standings.reduce((total, it) => total + it[of], 0)
      return {
        at: new Date().toISOString(),
        timeZone: periods.timeZone,
        today: {
          ...{ from: periods.dayFrom.toISOString(), to: periods.dayTo.toISOString() },
          ...{ up: sum('dayUp'), down: sum('dayDown'), limit: periods.dayBytes },
        },
        month: {
          ...{ from: periods.monthFrom.toISOString(), to: periods.monthTo.toISOString() },
          ...{ up: sum('monthUp'), down: sum('monthDown'), limit: periods.monthBytes },
        },
        proxyUsers: standings
          .map(it => ({
            ...{ id: it.id, login: it.login || it.id },
            today: { bytes: it.dayUp + it.dayDown, limit: it.gone ? null : it.dayBytes },
            month: { bytes: it.monthUp + it.monthDown, limit: it.gone ? null : it.monthBytes },
          }))
          .sort((a, b) => b.month.bytes - a.month.bytes || (a.login < b.login ? -1 : 1)),
        warnings: warnings.map(({ proxyUser: id, login, at, ...rest }) => ({
          ...rest,
          proxyUser: id === null ? null : { id, login: login ?? '' },
          at: at.toISOString(),
        })),
      }
    },
  }
}

function accountOf(who: Who, wished: string | undefined): string | null {
  const own = scope(who).account
  if (own !== null && wished !== undefined && wished !== own) throw new Refusal('forbidden')
  return own ?? wished ?? null
}

/** The one that has all that is asked for; without an account or a node the network's. */
function cubeOf({ by, ...filters }: Wish): Cube {
  const wanted = [...Object.entries(filters), ...(by ? [[by, by]] : [])]
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name as UsageDimension)
    .filter(name => usageDimensions.includes(name))
  for (const cube of ['network', 'user', 'node'] as const)
    if (wanted.every(name => cubes[cube].includes(name))) return cube
  throw new Refusal('bad_request', {
    fields: {
      by: `${wanted.join(', ')} are not counted together; accepted: ${Object.values(cubes)
        .map(names => names.join(' + '))
        .join('; ')}`,
    },
  })
}

function tooMany(count: number, step: UsageStep): Refusal {
  const told = `this is ${Math.round(count)} values by ${step}; at most ${Limits.usagePoints} are answered at once`
  return new Refusal('bad_request', { fields: { step: `${told}: take a shorter range or a longer step` } })
}

/** Every step, also those in which nothing was carried. */
function summed(starts: readonly Date[], rows: readonly UsageRow[]): Pick<Usage, 'points' | 'total'> {
  const points = new Map(starts.map(at => [at.getTime(), { at: at.toISOString(), up: 0, down: 0 }]))
  const total = { up: 0, down: 0 }
  for (const { at, up, down } of rows) {
    let point = points.get(at.getTime())
    // A day of a zone that the account had before need not begin when days begin now.
    if (!point) points.set(at.getTime(), (point = { at: at.toISOString(), up: 0, down: 0 }))
    point.up += up
    point.down += down
    total.up += up
    total.down += down
  }
  return { points: [...points.values()].sort((a, b) => (a.at < b.at ? -1 : 1)), total }
}

/** A value of a cell: quoted where it must be, and never a formula to whoever opens it. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
function csvOf({ points, groups, timeZone }: Usage, by: UsageDimension | null): string {
  const line = (cells: readonly (string | number)[]) => `${cells.map(it => cell(String(it))).join(',')}\r\n`
  const local = localTime(timeZone)
  const bytes = ['up_bytes', 'down_bytes', 'total_bytes']
  const row = (at: string, more: readonly string[], up: number, down: number) =>
    line([at, local(at), ...more, up, down, up + down])
  if (!groups || !by)
    return (
      line(['from_utc', `from_${timeZone}`, ...bytes]) +
      points.map(it => row(it.at, [], it.up, it.down)).join('')
    )
  const flat = groups.flatMap(({ key, label, points: own }) => own.map(it => ({ ...it, key, label })))
  flat.sort((a, b) => (a.at === b.at ? (a.key < b.key ? -1 : 1) : a.at < b.at ? -1 : 1))
  return (
    line(['from_utc', `from_${timeZone}`, by, `${by}_name`, ...bytes]) +
    flat.map(it => row(it.at, [it.key, it.label], it.up, it.down)).join('')
  )
}
function localTime(timeZone: string): (at: string) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return at => format.format(new Date(at))
}
