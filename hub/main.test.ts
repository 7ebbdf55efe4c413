import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestRedis, startRedis } from '#bus/testing/redis.ts'
import { createTestDatabase, type TestDatabase } from '#db/testing/database.ts'
import { Email } from '#protocol/person.ts'
import { demoLogins, demoPassword } from './demo/logins.ts'
import { createVisitor } from './testing/visitor.ts'

const secret = 'a secret for tests only, 32 chars or more'
const dataDir = mkdtempSync(join(tmpdir(), 'test-hub-main-'))
let database: TestDatabase
let redis: TestRedis

before(async () => {
  database = await createTestDatabase()
  redis = await startRedis()
})
after(async () => {
  await database.drop()
  await redis.stop()
  rmSync(dataDir, { recursive: true })
})

const environment = () => ({
  DATABASE_URL: database.url,
  REDIS_URL: redis.url,
  TRAFFIX_SECRET: secret,
  TRAFFIX_DATA: dataDir,
  HUB_PORT: '0',
})

async function run(main: string, env: Record<string, string>, args: string[] = []) {
  const child = start(main, env, args)
  let out = ''
  let err = ''
  child.stdout?.on('data', chunk => (out += String(chunk)))
  child.stderr?.on('data', chunk => (err += String(chunk)))
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}
function start(main: string, env: Record<string, string>, args: string[] = []): ChildProcess {
  const { PATH } = process.env
  return spawn(process.execPath, [join(import.meta.dirname, main), ...args], {
    env: { PATH, ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

test('[HP1] wrong variables end the hub with status 78 and one line that names them all', async () => {
  const { code, err } = await run('main.ts', {
    HUB_PORT: 'eighty',
    TRAFFIX_SECRET: 'short',
    DATABASE_URL: '',
  })
  assert.equal(code, 78)
  assert.equal(err.trim().split('\n').length, 1)
  for (const name of ['HUB_PORT', 'TRAFFIX_SECRET', 'DATABASE_URL']) assert.match(err, new RegExp(name))
  assert.ok(!err.includes('short'), 'no secret is shown')
})

test('[HP2] the demo stays on loopback', async () => {
  const { code, err } = await run('main.ts', { TRAFFIX_DEMO: '1', HUB_HOST: '0.0.0.0' })
  assert.equal(code, 78)
  assert.match(err, /^HUB_HOST .*TRAFFIX_DEMO/)
})

test('[HP3] a busy port is one line that names the variable that moves it', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  const { code, err } = await run('main.ts', { HUB_PORT: String(port), LOG_LEVEL: 'silent' })
  holder.close()
  assert.equal(code, 1)
  assert.match(err, new RegExp(`${port}.*HUB_PORT`))
})

test('[HP4] seeding twice changes nothing, and the passwords work', async () => {
  const first = await run('seed-main.ts', { TRAFFIX_DEMO: '1' })
  const second = await run('seed-main.ts', { TRAFFIX_DEMO: '1' })
  assert.equal(first.code, 0)
  assert.equal(first.out, second.out)
  const { logins } = JSON.parse(first.out) as { logins: { email: string; password: string }[] }
  assert.deepEqual(logins[0]?.password, demoPassword(secret, demoLogins[0].email))
})

test('[HP5] a start without the demo refuses the data of one', async () => {
  assert.equal((await run('seed-main.ts', { TRAFFIX_DEMO: '1' })).code, 0)
  for (const main of ['seed-main.ts', 'main.ts']) {
    const { code, err } = await run(main, { TRAFFIX_DEMO: '0' })
    assert.equal(code, 78, main)
    assert.match(err, /TRAFFIX_DEMO/)
  }
})

test('[HP7] the first admin is made once, at an address that can sign in', async () => {
  const empty = await createTestDatabase()
  const env = { DATABASE_URL: empty.url }
  const made = await run('seed-main.ts', env, ['First.Admin@company.test'])
  const { logins } = JSON.parse(made.out) as { logins: { email: string; password: string }[] }
  assert.equal(logins[0]?.email, 'first.admin@company.test')
  const [written] = (await empty.db.audit.list({ limit: 10 })).items
  assert.deepEqual([written?.action, written?.target?.label], ['admin.created', 'first.admin@company.test'])
  assert.deepEqual(JSON.parse((await run('seed-main.ts', env)).out), { logins: [] })
  assert.ok(Email.safeParse('admin@traffix.local').success)
  await empty.drop()
})

test('[HP6] several hubs share one port, and one that is killed comes back', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  holder.close()
  await once(holder, 'close')

  const hubs = start('main.ts', { TRAFFIX_DEMO: '1', HUB_PROCESSES: '2', HUB_PORT: String(port) })
  const staff = createVisitor(`http://127.0.0.1:${port}`)
  const { email } = demoLogins[1]
  const password = demoPassword(secret, email)
  await until(async () => (await staff.post('/api/auth/login', { email, password })).status === 200)
  const pids = async (): Promise<number[]> => {
    const { body } = await staff.get('/api/system')
    return body.processes.filter((p: any) => p.state === 'up').map((p: any) => p.pid)
  }
  await until(async () => (await pids()).length === 2)
  const [victim] = await pids()
  process.kill(victim!, 'SIGKILL')
  await until(async () => {
    const now = await pids()
    return now.length === 2 && !now.includes(victim!)
  })
  hubs.kill('SIGTERM')
  assert.deepEqual(await once(hubs, 'close'), [0, null])
  await assert.rejects(staff.get('/health'))
})

/** Asks until it is so; a connection that is refused for a moment is not an answer. */
async function until(so: () => Promise<boolean>): Promise<void> {
  while (!(await so().catch(() => false))) await new Promise(go => setTimeout(go, 20))
}
