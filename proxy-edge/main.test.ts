import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { freePort } from '#bus/testing/redis.ts'
import { spawnMain } from '#kit/testing/spawn-main.ts'

const free = { EDGE_SOCKS_PORT: '0', EDGE_HTTP_PORT: '0', EDGE_TUNNEL_PORT: '0' }
const folder = mkdtempSync(join(tmpdir(), 'test-edge-'))
after(() => rmSync(folder, { recursive: true }))
const main = (env: Record<string, string>) =>
  spawnMain(join(import.meta.dirname, 'main.ts'), { env: { ...free, EDGE_DATA: folder, ...env } })
const nowhere = `redis://127.0.0.1:${await freePort()}`

test('[KT1] an edge with wrong variables exits 78 with one line that names each', async () => {
  const { code, stderr, stdout } = await main({
    EDGE_ID: 'a b',
    EDGE_PLACE: '91,0',
    EDGE_OPS_PORT: 'abc',
    REDIS_URL: 'x://hunter22',
  }).ended
  assert.equal(code, 78)
  assert.match(
    stderr,
    /^EDGE_ID must be .*; EDGE_PLACE must be latitude,longitude .*; EDGE_OPS_PORT must be a port.*; REDIS_URL must be redis:.*\n$/,
  )
  assert.doesNotMatch(stderr, /hunter22/)
  assert.equal(stdout, '')
})

test('[KT9] an edge whose ops port is in use names EDGE_OPS_PORT and exits 1', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { code, stderr } = await main({ EDGE_OPS_PORT: String(port), REDIS_URL: nowhere }).ended
  assert.equal(code, 1)
  assert.match(stderr, /^cannot listen on 127\.0\.0\.1:\d+: the port is in use; EDGE_OPS_PORT .*\n$/)
})

test('[PE1] an edge starts without Redis and stops in order on SIGTERM', async () => {
  const edge = main({ EDGE_OPS_PORT: '0', REDIS_URL: nowhere })
  await edge.said('edge started')
  edge.child.kill('SIGTERM')
  const { code, stdout } = await edge.ended
  assert.equal(code, 0)
  assert.match(stdout, /"clean":true/)
})
