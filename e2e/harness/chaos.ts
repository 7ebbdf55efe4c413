import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SocksClient } from 'socks'
import { openSocket } from '#hub/testing/socket.ts'
import { createVisitor, type Visitor } from '#hub/testing/visitor.ts'
import type { SessionsSnapshot } from '#protocol/live/sessions.ts'
import { createRandom } from '#wire/fuzz/random.ts'
import type { Part } from './processes.ts'
import { type System, until } from './system.ts'

type Demo = { proxy: { host: string; socksPort: number; username: string; password: string }; target: string }
type Row = { id: string }

export type Chaos = {
  kills: Partial<Record<Part, number>>
  /** Of the customers' tries of this run, beside those of the demo. */
  fetched: number
  failed: number
  /** How long after the last kill everything worked again. */
  settledMs: number
  /** Sessions that were shown by the API and by the topic although none was open any more. */
  phantoms: string[]
}

/** The password of an admin is not enough. */
async function admin(system: System): Promise<Visitor> {
  const visitor = createVisitor(system.url)
  const { email, password } = system.login('admin')
  const { challenge } = (await visitor.post('/api/auth/login', { email, password })).body
  const { code } = await system.outbox.next(email, /code/)
  await visitor.post('/api/auth/otp', { id: challenge.id, code })
  return visitor
}

/**
 * Kill -9 of one process after the other, at random moments, under load; then nobody does anything, and everything must
 * come back by itself. In the end all accounts are suspended, so that no session is left: whatever is still shown is none.
 */
export async function runChaos(
  system: System,
  o: { seed: number; kills: number; parts: readonly Part[]; customers: number; pauseMs: number },
): Promise<Chaos> {
  const random = createRandom(o.seed)
  const demo = JSON.parse(readFileSync(join(system.dataDir, 'demo.json'), 'utf8')) as Demo
  const target = new URL(demo.target)
  const staff = await admin(system)
  const chaos: Chaos = { kills: {}, fetched: 0, failed: 0, settledMs: 0, phantoms: [] }
  const over = new AbortController()

  /** Some bytes each way over a connection of its own. */
  async function fetchOnce(): Promise<void> {
    const { socket } = await SocksClient.createConnection({
      proxy: {
        ...{ host: demo.proxy.host, port: demo.proxy.socksPort, type: 5 },
        ...{ userId: demo.proxy.username, password: demo.proxy.password },
      },
      command: 'connect',
      destination: { host: target.hostname, port: Number(target.port) },
      timeout: 10_000,
    })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.on('error', reject).on('close', () => reject(new Error('closed without an answer')))
    socket.on('data', (part: Buffer) => {
      if (part.includes('HTTP/1.1 200')) resolve()
    })
    socket.setTimeout(10_000, () => socket.destroy())
    socket.write(`GET / HTTP/1.1\r\nHost: ${target.host}\r\nConnection: close\r\n\r\n`)
    await promise.finally(() => socket.destroy())
  }
  async function customer(): Promise<void> {
    while (!over.signal.aborted) {
      await fetchOnce().then(
        () => chaos.fetched++,
        () => chaos.failed++,
      )
      await pause(50)
    }
  }
  const customers = Array.from({ length: o.customers }, customer)

  for (let i = 0; i < o.kills; i++) {
    await pause(random.int(o.pauseMs))
    const part = random.pick(o.parts)
    try {
      system.kill(part)
      chaos.kills[part] = (chaos.kills[part] ?? 0) + 1
    } catch {
      // It is just being started again.
    }
  }

  const since = performance.now()
  let inARow = 0
  await until(
    'everything works again',
    async () => {
      for (const name of ['HUB_PORT', 'EDGE_OPS_PORT', 'LEDGER_OPS_PORT'])
        if (!(await fetch(`http://127.0.0.1:${system.env[name]}/ready`)).ok) return false
      inARow = await fetchOnce().then(
        () => inARow + 1,
        () => 0,
      )
      return inARow >= 10
    },
    120_000,
  )
  chaos.settledMs = Math.round(performance.now() - since)
  over.abort()
  await Promise.all(customers)

  const { items: accounts } = (await staff.get('/api/accounts?limit=100')).body as { items: Row[] }
  for (const { id } of accounts) await staff.post(`/api/accounts/${id}/suspend`, { reason: 'chaos' })
  const open = async () => {
    const text = await (await fetch(`http://127.0.0.1:${system.env['EDGE_OPS_PORT']}/metrics`)).text()
    return Number(/^traffix_edge_sessions (\d+)$/m.exec(text)?.[1])
  }
  await until('no session is open', async () => (await open()) === 0)
  const shown = async () => ((await staff.get('/api/sessions?state=live')).body as { items: Row[] }).items
  await until('none is shown', async () => (await shown()).length === 0).catch(async () => {
    chaos.phantoms.push(...(await shown()).map(it => it.id))
  })
  // The topic as a page gets it that is opened now.
  const socket = await openSocket(system.url, { cookie: staff.cookie })
  await socket.command({ do: 'subscribe', topic: 'sessions' })
  const { snapshot } = (await socket.next(m => 'snapshot' in m)) as unknown as { snapshot: SessionsSnapshot }
  socket.close()
  chaos.phantoms.push(...snapshot.sessions.map(it => it.id))
  if (snapshot.open > 0) chaos.phantoms.push(`${snapshot.open} open`)
  for (const { id } of accounts) await staff.post(`/api/accounts/${id}/resume`, { reason: 'chaos is over' })
  return chaos
}
