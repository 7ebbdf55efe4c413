import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connectBus } from '#bus/connect.ts'
import { readProcesses } from '#bus/processes.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import { createEdge } from './app.ts'
import { edgeConfig } from './config.ts'

const log = silentLog()
const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'edge-t' })
const config = edgeConfig({ EDGE_ID: 'edge-t', EDGE_REGION: 'eu', EDGE_OPS_PORT: '0', REDIS_URL: redis.url })
const edge = await createEdge({ config, bus, log })
after(() => bus.close().then(() => redis.stop()))

const ask = (path: string) => fetch(`http://127.0.0.1:${edge.opsPort}${path}`)

test('[PE1] an edge without Redis lives on, says so on /ready, and is ready again by itself', async () => {
  assert.equal((await ask('/ready')).status, 200)
  await redis.kill()
  await becomes(bus, false)
  const away = await ask('/ready')
  assert.equal(away.status, 503)
  assert.deepEqual(((await away.json()) as { away: string[] }).away, ['redis'])
  assert.equal((await ask('/health')).status, 200)
  await redis.restart()
  await becomes(bus, true)
  assert.equal((await ask('/ready')).status, 200)
})

test('[PE1] an edge is on the list of processes under its own id, until it stops', async () => {
  let seen = await readProcesses(bus)
  while (seen.length === 0) seen = await readProcesses(bus)
  assert.deepEqual(
    seen.map(({ id, kind, region }) => ({ id, kind, region })),
    [{ id: 'edge-t', kind: 'proxy-edge', region: 'eu' }],
  )
  await edge.stop()
  assert.deepEqual(await readProcesses(bus), [])
  await assert.rejects(ask('/health'))
})
