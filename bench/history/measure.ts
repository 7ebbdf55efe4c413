import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pgp } from '#db/pgp.ts'
import type { TestHub } from '#hub/testing/hub.ts'
import type { Filled } from './fill.ts'
import type { Question } from './questions.ts'

export type Times = { p50: number; p95: number; max: number }
export type Measured = Pick<Question, 'panel' | 'name'> & {
  status: number
  kilobytes: number
  /** Of the first answers, after the database's files were dropped from memory. */
  cold: Times
  /** The same questions again, one after the other, and by four at a time. */
  warm: Times
  four: Times
}
export type AskPlan = { accounts: number; again: number; cold: boolean }

const together = 4

/** Through the hub's own door, as staff: `account` decides whose usage it is, as it is for a client. */
export async function askAll(
  hub: TestHub,
  filled: Filled,
  questions: readonly Question[],
  plan: AskPlan,
): Promise<Measured[]> {
  const results: Measured[] = []
  for (const question of questions) {
    // New each time: an access token is good for a quarter of an hour.
    const operator = await hub.signedIn('operator')
    // There is one network; of each account there are other pages.
    const times = question.panel === 'Traffic' ? Math.ceil(plan.accounts / 4) : plan.accounts
    const accounts = Array.from({ length: times }, () => pick(filled.accounts).id)
    let [status, bytes] = [0, 0]
    async function ask(account: string): Promise<number> {
      const path = question.path(account, Date.now())
      const at = performance.now()
      const reply = await operator.get(path)
      const ms = performance.now() - at
      status = Math.max(status, reply.status)
      bytes = reply.text.length
      return ms
    }
    if (plan.cold) await forgetFiles(hub.databaseUrl)
    const cold: number[] = []
    for (const account of accounts) cold.push(await ask(account))
    const warm: number[] = []
    const four: number[] = []
    for (let n = 0; n < plan.again; n++) for (const account of accounts) warm.push(await ask(account))
    for (let n = 0; n < plan.again; n++)
      for (let i = 0; i < accounts.length; i += together)
        four.push(...(await Promise.all(accounts.slice(i, i + together).map(ask))))
    const { panel, name } = question
    const kilobytes = Math.round(bytes / 1e3)
    results.push({
      panel,
      name,
      status,
      kilobytes,
      cold: timesOf(cold),
      warm: timesOf(warm),
      four: timesOf(four),
    })
  }
  return results
}

const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)]!

export function timesOf(times: number[]): Times {
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}

/** Tells the kernel to forget what it holds of this database's files, and of no others. */
export async function forgetFiles(url: string): Promise<void> {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    const { folder } = await sql.one<{ folder: string }>(
      `select current_setting('data_directory') || '/base/' || oid as folder from pg_database where datname = current_database()`,
    )
    await sql.none('checkpoint')
    for (const file of readdirSync(folder))
      execFileSync('dd', [`if=${join(folder, file)}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' })
  } finally {
    await sql.done()
  }
}
