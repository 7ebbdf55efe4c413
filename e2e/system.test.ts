import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createVisitor } from '#hub/testing/visitor.ts'
import { openSocket } from '#hub/testing/socket.ts'
import { runChaos } from './harness/chaos.ts'
import { alive, type Part } from './harness/processes.ts'
import { startSystem, type System, until } from './harness/system.ts'

let system: System
before(async () => void (system = await startSystem()))
after(() => system?.stop())

async function signedIn(role: 'operator' | 'client') {
  const visitor = createVisitor(system.url)
  const { email, password } = system.login(role)
  assert.equal((await visitor.post('/api/auth/login', { email, password })).status, 200)
  return visitor
}

test('[SY1] the launcher says where to go and who may sign in, and each login works', async () => {
  assert.match(system.said.text, new RegExp(system.url))
  for (const { email, password } of system.logins) {
    assert.ok(system.said.text.includes(email) && system.said.text.includes(password))
  }
  await signedIn('client')
  const admin = createVisitor(system.url)
  const { email, password } = system.login('admin')
  const { challenge } = (await admin.post('/api/auth/login', { email, password })).body
  const { code } = await system.outbox.next(email)
  assert.equal((await admin.post('/api/auth/otp', { id: challenge.id, code })).status, 200)
  await until('the launcher prints the code', () => system.said.text.includes(code))
})

test('[SY2] the system view shows every process, live', async () => {
  const operator = await signedIn('operator')
  await until('all three are up', async () => {
    const { processes } = (await operator.get('/api/system')).body
    return (
      processes
        .map((p: any) => `${p.kind} ${p.state}`)
        .sort()
        .join() === 'hub up,ledger up,proxy-edge up'
    )
  })
  const socket = await openSocket(system.url, { cookie: operator.cookie })
  await socket.command({ do: 'subscribe', topic: 'system' })
  await socket.next(m => 'snapshot' in m)
  const first = await socket.next(m => 'delta' in m)
  const second = await socket.next(m => 'delta' in m)
  assert.equal(second['seq'], first['seq'] + 1)
  socket.close()
})

test('[SY6] the edge, which faces the world, holds no way to the database and no secret that signs tokens', () => {
  const variables = (part: Part) =>
    readFileSync(`/proc/${system.pid(part)}/environ`, 'utf8')
      .split('\0')
      .map(it => it.slice(0, it.indexOf('=')))
  const secrets = ['DATABASE_URL', 'TRAFFIX_SECRET', 'SMTP_URL', 'POSTGRES_PASSWORD']
  const held = (part: Part) => variables(part).filter(name => secrets.includes(name))
  assert.deepEqual(held('proxy-edge'), [])
  assert.deepEqual(held('ledger'), ['DATABASE_URL'])
  assert.ok(held('hub').includes('TRAFFIX_SECRET'))
})

for (const part of ['hub', 'ledger', 'proxy-edge', 'postgres', 'redis'] satisfies Part[]) {
  test(`[SY3] after kill -9 of ${part} everything is back by itself and nobody is signed out`, async () => {
    const client = await signedIn('client')
    const before = system.pid(part)
    system.kill(part)
    await until(`${part} was started again`, () => system.pid(part) !== before)
    for (const port of ['HUB_PORT', 'EDGE_OPS_PORT', 'LEDGER_OPS_PORT']) {
      await until(
        `${port} is ready`,
        async () => (await fetch(`http://127.0.0.1:${system.env[port]}/ready`)).ok,
      )
    }
    assert.equal((await client.get('/api/auth/me')).status, 200)
    assert.equal((await client.post('/api/auth/refresh')).status, 200)
  })
}

for (const part of ['postgres', 'redis'] satisfies Part[]) {
  test(`[SY4] while ${part} does not answer every process that needs it says so, and heals`, async () => {
    const needed =
      part === 'redis' ? ['HUB_PORT', 'EDGE_OPS_PORT', 'LEDGER_OPS_PORT'] : ['HUB_PORT', 'LEDGER_OPS_PORT']
    const ask = (port: string) => fetch(`http://127.0.0.1:${system.env[port]}/ready`)
    const thaw = system.freeze(part)
    for (const port of needed) {
      await until(`${port} misses ${part}`, async () => {
        const reply = await ask(port)
        const { away } = (await reply.json()) as { away: string[] }
        return reply.status === 503 && away.join() === part
      })
      assert.equal((await fetch(`http://127.0.0.1:${system.env[port]}/health`)).status, 200)
    }
    thaw()
    for (const port of needed) await until(`${port} is ready`, async () => (await ask(port)).ok)
  })
}

test('[SY7] kill -9 of one process after the other under load: everything is back by itself, and no session is shown that is none', async () => {
  const parts = ['hub', 'proxy-edge', 'fleet', 'redis'] as const
  const chaos = await runChaos(system, { seed: 4, kills: 6, parts, customers: 4, pauseMs: 1_500 })
  assert.ok(Object.keys(chaos.kills).length >= 3 && chaos.fetched > 0)
  assert.deepEqual(chaos.phantoms, [])
})

test('[SY5] stopping leaves no process and no port, and the next start has yesterday’s data', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'traffix-system-'))
  const first = await startSystem({ TRAFFIX_DATA: dataDir })
  const visitor = createVisitor(first.url)
  const { email, password } = first.login('client')
  await visitor.post('/api/auth/login', { email, password })
  await visitor.patch('/api/auth/me', { name: 'Still Here' })
  const pids = first.pids().map(p => p.pid)
  assert.equal(await first.stop('SIGINT', true), 0)
  for (const pid of pids) assert.ok(!alive(pid), `process ${pid} is left`)
  for (const [name, port] of Object.entries(first.env).filter(([n]) => n.endsWith('PORT'))) {
    assert.ok(await refuses(Number(port)), `${name} ${port} is still open`)
  }

  const second = await startSystem({ ...first.env })
  const back = createVisitor(second.url)
  assert.equal((await back.post('/api/auth/login', { email, password })).body.user.name, 'Still Here')
  // kill -9 of the launcher itself: what it started must not outlive it.
  const left = second.pids().map(p => p.pid)
  second.launcher.kill('SIGKILL')
  await until('everything is gone', () => left.every(pid => !alive(pid)), 20_000)
  rmSync(dataDir, { recursive: true, force: true })
})

function refuses(port: number): Promise<boolean> {
  return new Promise(answer => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      answer(false)
    })
    socket.on('error', () => answer(true))
  })
}
