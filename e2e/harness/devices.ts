import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { connectBus } from '#bus/connect.ts'
import { createReportsSender } from '#bus/node-reports.ts'
import { silentLog } from '#kit/log.ts'
import type { NodeReport } from '#protocol/trust/report.ts'
import { type System, until } from './system.ts'

const restMs = 250
const restsSame = 8
const root = join(import.meta.dirname, '../..')

type Answer = {
  providers: { items: { id: string }[] }
  edges: { edges: { pin: string }[] }
  made: { code: string }
}

/** So many devices come with a code that approves nobody; answers what sends them away. */
export async function devices(page: Page, system: System, count: number): Promise<() => Promise<void>> {
  const ask = async <K extends keyof Answer>(path: string, data?: object) => {
    const answer = data
      ? await page.request.post(`${system.url}${path}`, { data })
      : await page.request.get(`${system.url}${path}`)
    return (await answer.json()) as Answer[K]
  }
  const { items } = await ask<'providers'>('/api/providers')
  const { edges } = await ask<'edges'>('/api/edges')
  const wish = {
    provider: items[0]!.id,
    maxUses: count,
    days: 1,
    note: 'for a test',
    place: {},
    approves: false,
  }
  const { code } = await ask<'made'>('/api/enrollments', wish)

  const state = mkdtempSync(join(tmpdir(), 'traffix-devices-'))
  const codes = join(state, 'codes.json')
  writeFileSync(codes, JSON.stringify({ enrollments: [{ code }] }))
  const edge = `127.0.0.1:${system.env['EDGE_TUNNEL_PORT']}`
  const where = ['--edge', edge, '--pin', edges[0]!.pin, '--codes', codes, '--state', join(state, 'keys')]
  const still = ['--nodes', String(count), '--churn', '0', '--speed', '0', '--spread', '0']
  const fleet = spawn(process.execPath, ['node-agent/fleet/main.ts', ...where, ...still], {
    cwd: root,
    stdio: 'ignore',
  })
  const ended = once(fleet, 'exit')
  return async () => {
    fleet.kill('SIGTERM')
    await ended
    rmSync(state, { recursive: true, force: true })
  }
}

/** The demo's own devices come in the first seconds, some of them to wait: then nobody comes any more. */
export async function fleetIsHere(page: Page, system: System): Promise<void> {
  let known = -1
  let same = 0
  await until('the fleet is here', async () => {
    const answer = await page.request.get(`${system.url}/api/node-counts`)
    const { total } = ((await answer.json()) as { counts: { total: number } }).counts
    same = total > 0 && total === known ? same + 1 : 0
    known = total
    await pause(restMs)
    return same >= restsSame
  })
}

/** What an edge would say of nodes: the hub cannot tell it from the edge's own words. */
export async function report(system: System, reports: NodeReport[]): Promise<void> {
  const env = readFileSync(`/proc/${system.pid('hub')}/environ`, 'utf8').split('\0')
  const url = env.find(it => it.startsWith('REDIS_URL='))?.slice('REDIS_URL='.length)
  const log = silentLog()
  const bus = await connectBus({ url: url!, log, name: 'e2e' })
  const sender = createReportsSender(bus, { log })
  for (const it of reports) sender.add(it)
  await sender.flush()
  await bus.close()
}
