import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { readDoors } from '#bus/doors.ts'
import { readProcesses } from '#bus/processes.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { startEdge } from './testing/edge.ts'

const s = await startEdge()
after(() => s.stop())
const { edge } = s
const ask = (path: string) => fetch(`http://127.0.0.1:${edge.opsPort}${path}`)

test('[PE1] an edge without Redis lives on, says so on /ready, and is ready again by itself', async () => {
  assert.equal((await ask('/ready')).status, 200)
  await s.redis.kill()
  await becomes(s.hub, false)
  await eventually(async () => {
    const away = await ask('/ready')
    assert.equal(away.status, 503)
    assert.deepEqual(((await away.json()) as { away: string[] }).away, ['redis'])
  })
  assert.equal((await ask('/health')).status, 200)
  await s.redis.restart()
  await becomes(s.hub, true)
  await eventually(async () => assert.equal((await ask('/ready')).status, 200))
})

test('[PE1] an edge is on the list of processes, and its doors are known, until it stops', async () => {
  await eventually(async () => {
    assert.deepEqual(
      (await readProcesses(s.hub)).map(({ id, kind, region }) => ({ id, kind, region })),
      [{ id: 'edge-t', kind: 'proxy-edge', region: 'eu' }],
    )
    assert.deepEqual(await readDoors(s.hub), [
      {
        ...{ id: 'edge-t', region: 'eu', host: '127.0.0.1', pin: edge.pin },
        ...{ socksPort: edge.socksPort, httpPort: edge.httpPort, tunnelPort: edge.tunnelPort },
      },
    ])
  })
  await edge.stop()
  assert.deepEqual(await readProcesses(s.hub), [])
  assert.deepEqual(await readDoors(s.hub), [])
  await assert.rejects(ask('/health'))
})
