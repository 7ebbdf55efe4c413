import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import type { DirectoryEntry } from '#protocol/directory.ts'
import { connectBus } from './connect.ts'
import { createDirectoryReader } from './directory-reader.ts'
import { channels } from './names.ts'
import { fillDirectory, putDirectory, readDirectory, readDirectoryMark } from './directory.ts'
import { becomes } from './testing/becomes.ts'
import { eventually } from './testing/eventually.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const account = (
  id: string,
  revision: number,
  standing: 'active' | 'suspended',
  gone = false,
): DirectoryEntry => ({
  ...{ kind: 'account', id, revision, gone, standing, timeZone: 'UTC' },
  limits: { dayBytes: null, monthBytes: null },
})

async function scene(t: TestContext) {
  const redis = await startRedis()
  const hub = await connectBus({ url: redis.url, log, name: 'hub' })
  const edge = await connectBus({ url: redis.url, log, name: 'edge' })
  const heard: string[] = []
  const reader = await createDirectoryReader(edge, {
    log,
    onEntry: entry => heard.push(`${entry.gone ? '-' : ''}${entry.id.slice(0, 4)}@${entry.revision}`),
  })
  t.after(async () => {
    await reader.stop()
    await Promise.all([hub.close(), edge.close()])
    await redis.stop()
  })
  return {
    ...{ redis, hub, edge, reader, heard },
    fill: (...entries: DirectoryEntry[]) =>
      fillDirectory(
        hub,
        (async function* () {
          yield entries
        })(),
      ),
    becomesWhole: () => eventually(async () => assert.ok(reader.whole)),
    sees: (id: string, revision: number | undefined) =>
      eventually(async () => assert.equal(reader.get('account', id)?.revision, revision)),
  }
}

test('[BU19] an edge believes the directory only when it was filled, and hears each change', async t => {
  const s = await scene(t)
  const [ann, bob] = [randomUUID(), randomUUID()]
  await putDirectory(s.hub, [account(ann, 3, 'active')])
  await s.sees(ann, 3)
  assert.equal(s.reader.whole, false)
  await s.fill(account(ann, 3, 'active'), account(bob, 4, 'active'))
  await s.becomesWhole()
  assert.equal(s.reader.get('account', bob)?.revision, 4)
  await putDirectory(s.hub, [account(bob, 5, 'suspended')])
  await s.sees(bob, 5)
  await putDirectory(s.hub, [account(bob, 6, 'suspended', true)])
  await s.sees(bob, undefined)
})

test('[BU19] an older word never replaces a newer one, in whichever order they come', async t => {
  const s = await scene(t)
  const ann = randomUUID()
  await s.fill(account(ann, 7, 'suspended'))
  await s.sees(ann, 7)
  await putDirectory(s.hub, [account(ann, 6, 'active')])
  await putDirectory(s.hub, [account(randomUUID(), 8, 'active')])
  await s.reader.look()
  assert.equal(s.reader.get('account', ann)?.revision, 7)
  for await (const kept of readDirectory(s.hub, 'account'))
    assert.equal(kept.find(it => it.id === ann)?.revision, 7)
})

test('[BU20] what was said while an edge did not hear is found within a second', async t => {
  const s = await scene(t)
  const [ann, bob] = [randomUUID(), randomUUID()]
  await s.fill(account(ann, 1, 'active'), account(bob, 1, 'active'))
  await s.becomesWhole()
  // Put, but never told: as a message that was lost.
  await s.hub.run(async redis => {
    await redis.hset('{directory}:account', ann, `2 ${JSON.stringify(account(ann, 2, 'suspended'))}`)
    await redis.hdel('{directory}:account', bob)
    await redis.incr('{directory}:seq')
  })
  await s.sees(ann, 2)
  await s.sees(bob, undefined)
})

test('[BU20] an edge goes on with what it knows when Redis is away or empty, until it is filled anew', async t => {
  const s = await scene(t)
  const [ann, bob] = [randomUUID(), randomUUID()]
  await s.fill(account(ann, 1, 'active'), account(bob, 1, 'active'))
  await s.becomesWhole()
  await s.redis.kill()
  await becomes(s.edge, false)
  assert.equal(s.reader.get('account', ann)?.revision, 1)
  await s.redis.restart()
  await Promise.all([becomes(s.edge, true), becomes(s.hub, true)])
  await s.reader.look()
  assert.equal((await readDirectoryMark(s.edge)).filled, false)
  assert.equal(s.reader.get('account', bob)?.revision, 1)
  await s.fill(account(ann, 2, 'suspended'))
  await s.sees(ann, 2)
  await s.sees(bob, undefined)
})

test('[BU20] what cannot be read is left out, and nothing else is', async t => {
  const s = await scene(t)
  const ann = randomUUID()
  await s.fill(account(ann, 1, 'active'))
  await s.becomesWhole()
  await s.hub.run(redis => redis.hset('{directory}:account', 'x', '9 {"kind":"newer"}'))
  await s.hub.publish(channels.directory, { run: 'r', seq: 1, entries: [{ kind: 'newer' }] })
  await putDirectory(s.hub, [account(ann, 2, 'active')])
  await s.sees(ann, 2)
})
