import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startTestHub } from '#hub/testing/hub.ts'
import type { Usage } from '#protocol/rest/usage.ts'
import { countryOf, downOf, kindOf, tailPosts, upOf, waysOf } from './carried.ts'
import { fillHistory } from './fill.ts'
import { askAll } from './measure.ts'
import { questions } from './questions.ts'

const hub = await startTestHub()
after(() => hub.stop())
const days = 14
const filled = await fillHistory(hub.databaseUrl, { accounts: 20, days })
const operator = await hub.signedIn('operator')

const hourMs = 3_600_000
type Sum = { up: number; down: number }

/** By the formula. */
function carriedBy(account: number, from: number): { total: Sum; countries: Map<string, Sum> } {
  const total = { up: 0, down: 0 }
  const countries = new Map<string, Sum>()
  const live = filled.liveMinute.getTime()
  for (let at = from; at <= live; at += hourMs) {
    const hour = at / hourMs
    for (const way of waysOf(account, hour)) {
      const kind = kindOf(account, hour, way)
      const country = countryOf(account, way)
      const of = countries.get(country) ?? { up: 0, down: 0 }
      countries.set(country, of)
      for (let minute = 0; minute < 60 && at + minute * 60_000 <= live; minute++) {
        const times = at + minute * 60_000 === live ? tailPosts : 1
        for (const sum of [total, of]) {
          sum.up += times * upOf(kind, minute)
          sum.down += times * downOf(kind, minute)
        }
      }
    }
  }
  return { total, countries }
}
async function asked(query: string): Promise<Usage> {
  const { status, body, text } = await operator.get(`/api/usage?${query}`)
  assert.equal(status, 200, text)
  return body as Usage
}
const iso = (at: number) => new Date(at).toISOString()
const begun = filled.from.getTime()
/** Whole steps of every zone; by minute only a day, for there are very many. */
const ranges = (['minute', 'hour', 'day', 'month'] as const).map(step => {
  const from = step === 'minute' ? begun + (days - 1) * 24 * hourMs : begun
  const [wider, later] =
    step === 'minute' || step === 'hour' ? [0, hourMs] : [40 * 24 * hourMs, 40 * 24 * hourMs]
  return { step, from, query: `step=${step}&from=${iso(from - wider)}&to=${iso(Date.now() + later)}` }
})
const sum = (all: Iterable<Sum>): Sum => {
  const total = { up: 0, down: 0 }
  for (const { up, down } of all) {
    total.up += up
    total.down += down
  }
  return total
}

test('[BE8] an account is told the same by minute, hour, day and month, and each by country, user and node', async () => {
  for (const n of [0, 3, 7, 18]) {
    const account = `account=${filled.accounts[n]!.id}`
    for (const { step, from, query } of ranges) {
      const { total, countries } = carriedBy(n, from)
      for (const by of ['', '&by=country', '&by=proxyUser', '&by=node']) {
        const usage = await asked(`${query}&${account}${by}`)
        const what = `account ${n}, ${step}${by}`
        assert.deepEqual(usage.total, total, what)
        assert.deepEqual(sum(usage.points), total, what)
        if (!usage.groups) continue
        assert.deepEqual(sum(usage.groups), total, what)
        if (by !== '&by=country') continue
        const said = usage.groups.map(({ key, up, down }) => [key, { up, down }] as const)
        assert.deepEqual(new Map(said), countries, what)
      }
    }
  }
})

test('[BE8] the network is told what all accounts together are, by each of what it is asked by', async () => {
  for (const { step, from, query } of ranges) {
    const total = sum(filled.accounts.map((_, n) => carriedBy(n, from).total))
    for (const by of ['', '&by=edge', '&by=country', '&by=provider', '&by=account']) {
      const usage = await asked(query + by)
      assert.deepEqual(usage.total, total, step + by)
      assert.deepEqual(sum(usage.points), total, step + by)
      if (usage.groups) assert.deepEqual(sum(usage.groups), total, step + by)
    }
  }
})

test('[BE8] everything that the panels ask of it is answered', async () => {
  const measured = await askAll(hub, filled, questions, { accounts: 2, again: 1, cold: false })
  for (const { panel, name, status } of measured) assert.equal(status, 200, `${panel}: ${name}`)
})
