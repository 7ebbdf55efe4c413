/** What the panels ask, as they ask it. */
export type Question = {
  panel: 'Overview' | 'Usage' | 'Traffic'
  name: string
  /** Of an account, or of the whole network. */
  path(account: string, now: number): string
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const iso = (at: number) => new Date(at).toISOString()
const day = (at: number) => iso(at).slice(0, 10)
const month = (at: number, back: number) => {
  const it = new Date(at)
  return day(Date.UTC(it.getUTCFullYear(), it.getUTCMonth() - back, 1))
}
type Range = { name: string; step: string; of(now: number, before: number): [from: string, to: string] }
const rolling = (name: string, step: string, ms: number, unit: number): Range => ({
  name,
  step,
  of(now, before) {
    const to = Math.ceil(now / unit) * unit - before * ms
    return [iso(to - ms), iso(to)]
  },
})
const ranges: Range[] = [
  rolling('last hour by minute', 'minute', hourMs, minuteMs),
  rolling('24 hours by minute', 'minute', dayMs, minuteMs),
  rolling('24 hours by hour', 'hour', dayMs, hourMs),
  {
    name: '30 days by day',
    step: 'day',
    of: (now, before) => [day(now - (29 + 30 * before) * dayMs), day(now + (1 - 30 * before) * dayMs)],
  },
  {
    name: '30 days by hour',
    step: 'hour',
    of: (now, before) => [day(now - (29 + 30 * before) * dayMs), day(now + (1 - 30 * before) * dayMs)],
  },
  {
    name: '12 months by day',
    step: 'day',
    of: (now, before) => [month(now, 11 + 12 * before), month(now, 12 * before - 1)],
  },
  {
    name: '12 months by month',
    step: 'month',
    of: (now, before) => [month(now, 11 + 12 * before), month(now, 12 * before - 1)],
  },
]
const path = (range: [string, string], step: string, by: string | null, account: string | null) =>
  `/api/usage?from=${range[0]}&to=${range[1]}&step=${step}` +
  (by ? `&by=${by}` : '') +
  (account ? `&account=${account}` : '')

const overview: Question[] = [
  { panel: 'Overview', name: 'summary', path: account => `/api/usage/summary?account=${account}` },
  ...['country', 'proxyUser'].flatMap((by): Question[] => [
    {
      ...{ panel: 'Overview', name: `today by ${by}` },
      path: (account, now) => path([day(now), day(now + dayMs)], 'day', by, account),
    },
    {
      ...{ panel: 'Overview', name: `this month by ${by}` },
      path: (account, now) => path([month(now, 0), month(now, -1)], 'month', by, account),
    },
  ]),
]
const usage = ranges.flatMap(({ name, step, of }): Question[] => [
  ...[null, 'country', 'proxyUser', 'node'].map((by): Question => ({
    ...{ panel: 'Usage', name: by ? `${name}, ${by}` : name },
    path: (account, now) => path(of(now, 0), step, by, account),
  })),
  {
    ...{ panel: 'Usage', name: `${name}, the period before` },
    path: (account, now) => path(of(now, 1), step, null, account),
  },
])
/** Of the whole network a day of minutes is not offered. */
const traffic = ranges
  .filter(it => it.name !== '24 hours by minute')
  .flatMap(({ name, step, of }): Question[] => [
    ...[null, 'edge', 'country', 'provider', 'account'].map((by): Question => ({
      ...{ panel: 'Traffic', name: by ? `${name}, ${by}` : name },
      path: (_, now) => path(of(now, 0), step, by, null),
    })),
    {
      ...{ panel: 'Traffic', name: `${name}, the period before` },
      path: (_, now) => path(of(now, 1), step, null, null),
    },
  ])
export const questions: readonly Question[] = [...overview, ...usage, ...traffic]
