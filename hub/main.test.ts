import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { freePort, type TestRedis, startRedis } from '#bus/testing/redis.ts'
import { createTestDatabase, type TestDatabase } from '#db/testing/database.ts'
import { until } from '#db/testing/until.ts'
import { Email } from '#protocol/person.ts'
import { demoLogins, demoPassword } from './demo/logins.ts'
import { createVisitor } from './testing/visitor.ts'
import { withoutWorld } from './testing/without-world.ts'

const secret = 'a secret for tests only, 32 chars or more'
const dataDir = mkdtempSync(join(tmpdir(), 'test-hub-main-'))
let database: TestDatabase
let redis: TestRedis
const children = new Set<ChildProcess>()

before(async () => {
  database = await createTestDatabase()
  redis = await startRedis()
})
after(async () => {
  for (const child of children) child.kill('SIGKILL') // what a failed test left behind
  await database.drop()
  await redis.stop()
  rmSync(dataDir, { recursive: true })
})

const environment = () => ({
  DATABASE_URL: database.url,
  REDIS_URL: redis.url,
  TRAFFIX_SECRET: secret,
  ...withoutWorld,
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
  const child = spawn(process.execPath, [join(import.meta.dirname, main), ...args], {
    env: { PATH, ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  return child
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
  const { code, err } = await run('main.ts', { TRAFFIX_DEMO: '1', HUB_HOST: '192.0.2.1' })
  assert.equal(code, 78)
  assert.match(err, /^HUB_HOST .*TRAFFIX_DEMO/)
})

test('[HP1] what is wrong only together is on the same line', async () => {
  const { code, err } = await run('main.ts', { TRAFFIX_DEMO: '1', HUB_HOST: '0.0.0.0', HUB_PORT: 'eighty' })
  assert.equal(code, 78)
  assert.match(err, /^HUB_PORT .*; HUB_HOST .*TRAFFIX_DEMO.*; PUBLIC_URL .*\n$/)
})

for (const HUB_HOST of ['0.0.0.0', '::'])
  test(`[HP8] on ${HUB_HOST} without PUBLIC_URL the hub does not start, and says why`, async () => {
    const { code, err } = await run('main.ts', { HUB_HOST })
    assert.equal(code, 78)
    assert.match(err, /^PUBLIC_URL .*HUB_HOST.*\n$/)
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

test('[HP3] an address that this machine does not have is told as such, with the variable that chooses it', async () => {
  const { code, err } = await run('main.ts', { HUB_HOST: '192.0.2.1', LOG_LEVEL: 'silent' })
  assert.equal(code, 1)
  assert.match(err, /^cannot listen on 192\.0\.2\.1:0: this machine does not have .*HUB_HOST.*\n$/)
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

test('[HP7] the first admin is made once, at an address that can sign in, and the demo keeps out then', async () => {
  const empty = await createTestDatabase()
  const env = { DATABASE_URL: empty.url }
  const made = await run('seed-main.ts', env, ['First.Admin@company.test'])
  const { logins } = JSON.parse(made.out) as { logins: { email: string; password: string }[] }
  assert.equal(logins[0]?.email, 'first.admin@company.test')
  const [written] = (await empty.db.audit.list({ limit: 10 })).items
  assert.deepEqual([written?.action, written?.target?.label], ['admin.created', 'first.admin@company.test'])
  assert.deepEqual(JSON.parse((await run('seed-main.ts', env)).out), { logins: [] })

  const demo = await run('seed-main.ts', { ...env, TRAFFIX_DEMO: '1' })
  assert.equal(demo.code, 78)
  assert.match(demo.err, /^TRAFFIX_DEMO must be off .*\n$/)
  assert.equal((await empty.db.users.list({ account: null, limit: 10 })).items.length, 1)
  assert.ok(Email.safeParse('admin@traffix.local').success)
  await empty.drop()
})

/** Two hubs on a port that was free a moment ago; whoever loses the race for it tries another. */
async function startHubs(): Promise<{ hubs: ChildProcess; url: string }> {
  for (;;) {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const hubs = start('main.ts', { TRAFFIX_DEMO: '1', HUB_PROCESSES: '2', HUB_PORT: String(port) })
    const healthy = () =>
      fetch(`${url}/health`).then(
        answer => answer.ok,
        () => false,
      )
    await until('the hubs answer or ended', async () => hubs.exitCode !== null || (await healthy()))
    if (hubs.exitCode === null) return { hubs, url }
  }
}

const patient = { timeout: 120_000 }

test('[HP6] several hubs share one port, and one that is killed comes back', patient, async () => {
  const { hubs, url } = await startHubs()
  const staff = await signedInStaff(url)
  const pids = () => pidsSeenBy(staff)
  const twoAreThere = async () => (await pids()).length === 2
  await until('both are there', answered(twoAreThere))

  const { body: figures } = await staff.get('/metrics')
  for (const worker of [1, 2])
    assert.match(figures, new RegExp(`^traffix_build_info.*worker="${worker}"`, 'm'))
  assert.equal(figures.match(/^# TYPE traffix_build_info /gm)?.length, 1)

  const [victim] = await pids()
  process.kill(victim!, 'SIGKILL')
  const anotherIsThere = async () => {
    const now = await pids()
    return now.length === 2 && !now.includes(victim!)
  }
  await until('another one is there', answered(anotherIsThere))
  hubs.kill('SIGTERM')
  assert.deepEqual(await once(hubs, 'close'), [0, null])
  await assert.rejects(staff.get('/health'))
})

test('[HP9] several hubs on a port of another program end with 1 and its one line', patient, async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  const env = { TRAFFIX_DEMO: '1', HUB_PROCESSES: '3', HUB_PORT: String(port) }
  const { code, err } = await run('main.ts', env)
  holder.close()
  assert.equal(code, 1)
  assert.match(err, new RegExp(`^cannot listen on .*${port}: the port is in use; HUB_PORT .*\\n$`))
})

test('[HP9] a hub process that does not stop is killed, and that is no clean end', patient, async () => {
  const { hubs, url } = await startHubs()
  let out = ''
  hubs.stdout?.on('data', chunk => (out += String(chunk)))
  const staff = await signedInStaff(url)
  let frozen: number | undefined
  await until('a hub is there', async () => ([frozen] = await pidsSeenBy(staff)).length > 0)
  process.kill(frozen!, 'SIGSTOP')
  hubs.kill('SIGTERM')
  assert.deepEqual(await once(hubs, 'close'), [1, null])
  assert.match(out, /"part":"workers".*did not stop in order/)
})

async function signedInStaff(url: string) {
  const staff = createVisitor(url)
  const { email } = demoLogins[1]
  const login = { email, password: demoPassword(secret, email) }
  const signIn = async () => (await staff.post('/api/auth/login', login)).status === 200
  await until('the login works', answered(signIn))
  return staff
}

/** The hubs that run now: one of an earlier test is listed for some seconds more. */
async function pidsSeenBy(staff: ReturnType<typeof createVisitor>): Promise<number[]> {
  const { body } = await staff.get('/api/system')
  return body.processes.filter((p: any) => p.state === 'up' && lives(p.pid)).map((p: any) => p.pid)
}

const lives = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A connection that is refused for a moment is not an answer. */
const answered = (so: () => Promise<boolean>) => () => so().catch(() => false)
