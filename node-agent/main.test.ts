import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { spawnMain } from '#kit/testing/spawn-main.ts'
import { createTestEdge } from './testing/edge.ts'
import { createTarget, echo } from './testing/target.ts'

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'agent-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

const run = (dir: string, ...args: string[]) =>
  spawnMain(join(import.meta.dirname, 'main.ts'), { args, env: { TRAFFIX_AGENT_DIR: dir } })

test('[NA14] the agent keeps its key, its edge and its pin for itself, and needs no flags the next time', async t => {
  const dir = folder(t)
  const edge = await createTestEdge(t)
  const first = run(dir, '--edge', `127.0.0.1:${edge.port}`, '--enroll', 'CODE-1')
  const { hello } = await edge.device()
  await first.said('connected, approved')
  first.child.kill('SIGTERM')
  const { code, stdout } = await first.ended
  assert.equal(code, 0)
  assert.match(stdout, new RegExp(`trusts the edge's certificate from now on, pin ${edge.certificate.pin}`))
  assert.match(stdout, /stopped\n$/)
  for (const file of ['key.pem', 'edge.json']) assert.equal(statSync(join(dir, file)).mode & 0o777, 0o600)

  const second = run(dir)
  const again = await edge.device()
  assert.deepEqual([again.hello.publicKey, again.hello.enrollment], [hello.publicKey, null])
  second.child.kill('SIGINT')
  assert.equal((await second.ended).code, 0)
})

test('[NA15] wrong flags exit 78 with one line, a refusal 77, a key that is none 1', async t => {
  const dir = folder(t)
  const wrong = await run(dir, '--edge', 'a:b', '--max-sessions', 'x').ended
  assert.equal(wrong.code, 78)
  assert.match(
    wrong.stderr,
    /^--edge must be [^\n]*; --max-sessions must be [^\n]*\n$|^--max-[^\n]*; --edge[^\n]*\n$/,
  )
  const nowhere = await run(dir).ended
  assert.equal(nowhere.code, 78)
  assert.match(nowhere.stderr, /^the first time it must be told where to: --edge/)

  const edge = await createTestEdge(t, { answer: () => ({ refuse: 'enrollment_unknown' }) })
  const refused = await run(dir, '--edge', `127.0.0.1:${edge.port}`, '--enroll', 'X').ended
  assert.equal(refused.code, 77)
  assert.equal(refused.stderr, 'the edge refuses this device (enrollment_unknown): a test says no\n')

  writeFileSync(join(dir, 'key.pem'), 'no key')
  const broken = await run(dir, '--edge', `127.0.0.1:${edge.port}`).ended
  assert.equal(broken.code, 1)
  assert.match(broken.stderr, /key\.pem holds no Ed25519 key/)
})

test('[NA16] the bytes of the month survive kill -9 but for the last seconds', async t => {
  const dir = folder(t)
  const edge = await createTestEdge(t)
  const target = await createTarget(t, echo)
  const args = ['--edge', `127.0.0.1:${edge.port}`, '--allow', '127.0.0.1', '--monthly-gb', '0.001']
  const first = run(dir, ...args)
  const device = await edge.device()
  const { stream, heard } = await device.connect(target.text)
  stream.write(Buffer.alloc(400_000))
  await heard.atLeast(400_000)
  const saved = () => {
    try {
      return (JSON.parse(readFileSync(join(dir, 'month.json'), 'utf8')) as { bytes: number }).bytes
    } catch {
      return 0
    }
  }
  while (saved() < 800_000) await new Promise(resolve => setTimeout(resolve, 20))
  first.child.kill('SIGKILL')
  await first.ended

  const second = run(dir, ...args)
  const again = await edge.device()
  const next = await again.connect(target.text)
  next.stream.write(Buffer.alloc(150_000))
  assert.equal(await next.heard.closed, 'reset', '800 kB and 300 kB are more than the cap')
  await again.state(it => it.resting === 'monthly_cap')
  second.child.kill('SIGKILL')
  await second.ended
})
