import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort } from '#bus/testing/redis.ts'
import { spawnMain } from '#kit/testing/spawn-main.ts'

const main = (env: Record<string, string>) => spawnMain(join(import.meta.dirname, 'main.ts'), { env })

test('[KT1] a ledger with wrong variables exits 78 with one line that names each', async () => {
  const { code, stderr, stdout } = await main({
    LEDGER_OPS_PORT: '-1',
    DATABASE_URL: 'mysql://u:hunter22@h/d',
  }).ended
  assert.equal(code, 78)
  assert.match(
    stderr,
    /^LEDGER_OPS_PORT must be a port.*; DATABASE_URL must be .*; REDIS_URL must be .*not set\)\n$/,
  )
  assert.doesNotMatch(stderr, /hunter22/)
  assert.equal(stdout, '')
})

test('[LE1] a ledger starts without PostgreSQL and Redis and stops in order on SIGTERM', async () => {
  const [redis, postgres] = [await freePort(), await freePort()]
  const ledger = main({
    LEDGER_OPS_PORT: '0',
    REDIS_URL: `redis://127.0.0.1:${redis}`,
    DATABASE_URL: `postgres://postgres@127.0.0.1:${postgres}/traffix`,
  })
  await ledger.said('ledger started')
  ledger.child.kill('SIGTERM')
  const { code, stdout } = await ledger.ended
  assert.equal(code, 0)
  assert.match(stdout, /"clean":true/)
})
