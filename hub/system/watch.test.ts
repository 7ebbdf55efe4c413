import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bus, connectBus } from '#bus/connect.ts'
import { channels, keys } from '#bus/names.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { ProcessSign } from '#protocol/process.ts'
import type { Online } from '#protocol/rest/staff.ts'
import type { SystemDelta } from '#protocol/system.ts'
import { sampleSign } from '../testing/sign.ts'
import { createSystemWatch } from './watch.ts'

const log = silentLog()
const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'test' })
after(() => bus.close().then(() => redis.stop()))

const minute = 60_000
const sign = (id: string, aheadMs: number): ProcessSign => ({
  ...sampleSign,
  id,
  startedAt: Date.now() + aheadMs - 5 * minute,
  at: Date.now() + aheadMs,
})
const say = (said: ProcessSign) => bus.publish(channels.processes, said)

/** A watch whose time is pushed on by hand. */
async function watch(t: TestContext, on = bus, presence: { online: Online | null } = { online: null }) {
  let later = 0
  const ticks = { next: 1 }
  const system = await createSystemWatch({
    ...{ bus: on, presence, homes: () => null, ticks, log },
    now: () => performance.now() + later,
  })
  t.after(() => system.stop())
  /** The next publication that tells of something that fits. */
  async function nextDelta(fits: (delta: SystemDelta) => boolean): Promise<SystemDelta> {
    for (;;) {
      system.look()
      const before = ticks.next++ - 1
      const delta = system.source.changesSince(before) as SystemDelta
      if (system.source.changedAt > before && fits(delta)) return delta
      await sleep(5)
    }
  }
  return {
    system,
    pass: (ms: number) => void (later += ms),
    nextDelta,
    /** The next delta that tells of this process. */
    next: (id: string) =>
      nextDelta(delta => delta.gone.includes(id) || delta.changed.some(one => one.id === id)),
    one: (id: string) => system.view().processes.find(it => it.id === id),
  }
}

for (const [clock, aheadMs] of [
  ['6 s behind', -6_000],
  ['11 minutes behind', -11 * minute],
  ['an hour ahead', 60 * minute],
] as const)
  test(`[BU13] a process whose clock is ${clock} is up while it is heard, silent after, and forgotten`, async t => {
    const { system, pass, next, one } = await watch(t)
    const id = `ledger ${clock}`
    const first = next(id)
    await say(sign(id, aheadMs))
    const delta = await first
    assert.equal(delta.changed[0]?.state, 'up')
    assert.ok(Math.abs(delta.at - delta.changed[0].at) < minute, 'its last sign is of now')
    assert.ok(Math.abs(delta.at - delta.changed[0].startedAt - 5 * minute) < minute, 'and so is its uptime')

    pass(Limits.heartbeatLateMs)
    assert.equal((await next(id)).changed[0]?.state, 'silent')
    assert.ok(
      system.view().at - (one(id)?.at ?? 0) >= Limits.heartbeatLateMs,
      'an age by the clock of the hub',
    )

    // It comes back with its clock set right, that is, earlier or later than before.
    const back = next(id)
    await say(sign(id, 0))
    assert.equal((await back).changed[0]?.state, 'up')

    pass(Limits.heartbeatKeepMs)
    const last = next(id)
    assert.deepEqual((await last).gone, [id])
    assert.equal(one(id), undefined)
  })

test('[BU13] what is read from the list is as old as Redis says, and does not undo what was heard since', async t => {
  let refill = () => {}
  const onChange = (fn: (up: boolean) => void) => {
    refill = () => fn(true)
    return () => {}
  }
  const { next, one } = await watch(t, Object.assign(Object.create(bus) as Bus, { onChange }))
  const heard = next('ledger-heard')
  await say({ ...sign('ledger-heard', -minute), version: 'new' })
  await heard

  const seconds = Number((await bus.run(r => r.time()))[0])
  const listed = [sign('ledger-heard', 0), sign('ledger-dead', 60 * minute)]
  for (const it of listed)
    await bus.run(r => r.hset(keys.processes, it.id, `${(seconds - 60) * 1000} ${JSON.stringify(it)}`))
  const read = next('ledger-dead')
  refill()
  assert.equal((await read).changed.find(it => it.id === 'ledger-dead')?.state, 'silent')
  assert.equal(one('ledger-heard')?.version, 'new')
})

test('[PR3] the view says how many are online, and tells of a change though no process says anything', async t => {
  const presence = { online: null as Online | null }
  const { system, nextDelta } = await watch(t, bus, presence)
  assert.equal(system.view().online, null)
  const told = nextDelta(delta => delta.online !== null)
  presence.online = { users: 2, devices: 3 }
  assert.deepEqual((await told).online, { users: 2, devices: 3 })
  assert.deepEqual(system.view().online, { users: 2, devices: 3 })
})

test('[WS8] while the hub hears nothing of the processes it says so, and since when it does again', async t => {
  const { system, nextDelta } = await watch(t)
  await nextDelta(delta => delta.wholeSince !== null)
  const lost = nextDelta(delta => delta.wholeSince === null)
  await redis.kill()
  await lost
  assert.equal(system.view().wholeSince, null)
  const back = nextDelta(delta => delta.wholeSince !== null)
  const restartedAt = Date.now()
  await redis.restart()
  assert.ok((await back).wholeSince! >= restartedAt)
})
