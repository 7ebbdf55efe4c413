import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { createEventLog } from '#bus/log.ts'
import { saySpent } from '#bus/spent.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { addUser } from '#db/testing/people.ts'
import { tailsOf } from '#db/testing/usage.ts'
import { UserEvent } from '#protocol/live/user.ts'
import { ledgerServers } from './testing/servers.ts'
import { startWatchingLimits } from './watch-limits.ts'

const { log, redis, db, bus } = await ledgerServers()

test('[PO11] a limit that is used is told once at 80 % and once at 100 %, and edges hear what was posted', async t => {
  // It is about noon there: no day ends while this runs.
  const ahead = 12 - new Date().getUTCHours()
  const timeZone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
  const account = (await db.accounts.create({ name: 'Watched', timeZone })).id
  await db.accounts.update(account, { timeZone, limits: { dayBytes: null, monthBytes: 10_000 } })
  const [ann, bob] = [
    await addUser(db, { role: 'client', account }),
    await addUser(db, { role: 'client', account }),
  ]
  const stranger = await addUser(db)
  const limits = { maxConnections: null, dayBytes: 1_000, monthBytes: null, bytesPerSecond: null }
  const fresh = { account, note: '', allowIps: [], secret: 's', most: 10, login: 'watched', limits }
  const proxyUser = (await db.proxyUsers.create(fresh))!.id
  const { today } = (await db.usage.periods(account))!
  const post = (down: number) =>
    db.usage.post(
      [],
      tailsOf([
        {
          ...{ account, proxyUser, at: new Date(), node: randomUUID(), provider: randomUUID() },
          ...{ country: '', edge: 'gone', up: 0, down },
        },
      ]),
    )
  const heard: [string, UserEvent][] = []
  const events = createEventLog(bus)
  for (const { id } of [ann, bob, stranger])
    await events.hear(`user:${id}`, it => heard.push([id, UserEvent.parse(it.event)]))
  const told = (user: string) =>
    heard
      .filter(([id]) => id === user)
      .map(([, it]) => (it.kind === 'usageWarning' ? it.warning : assert.fail(it.kind)))
      .map(
        it =>
          `${it.proxyUser?.login ?? 'account'} ${it.period} ${it.percent} of ${it.limit} since ${it.since}`,
      )
  const day = today.replaceAll('-', '')
  /** What an edge that has carried nothing itself hears. */
  const spent = async (holder: string) => {
    const own = { holder, day, month: day.slice(0, 6), dayBytes: 0, monthBytes: 0, connections: 0 }
    const [all] = await saySpent(bus, { edge: 'new', epoch: 'new' }, [own])
    return [all!.dayBytes, all!.monthBytes]
  }
  let looks = 0
  let due: string[] = []
  const usage: typeof db.usage = {
    ...db.usage,
    async warn(warnings) {
      const news = await db.usage.warn(warnings)
      looks++
      return news
    },
  }
  const touched = () => due.splice(0)
  const watching = startWatchingLimits({ bus, db: { usage }, touched, log, everyMs: 200 })
  t.after(() => watching.stop())
  const looked = async () => {
    const before = looks
    await eventually(async () => assert.ok(looks > before))
  }

  await post(799)
  due = [account]
  await eventually(async () => assert.deepEqual(await spent(proxyUser), [799, 799]))
  assert.deepEqual(await spent(account), [799, 799])
  await post(1)
  due = [account]
  const of80 = `watched day 80 of 1000 since ${today}`
  await eventually(async () => assert.deepEqual(told(ann.id), [of80]))
  assert.deepEqual(await spent(proxyUser), [800, 800])
  due = [account]
  await looked()
  await post(9_200)
  due = [account]
  const month = `${today.slice(0, 8)}01`
  const all = [of80, `watched day 100 of 1000 since ${today}`].concat(
    [80, 100].map(percent => `account month ${percent} of 10000 since ${month}`),
  )
  await eventually(async () => assert.deepEqual(told(ann.id).sort(), [...all].sort()))
  await redis.kill()
  await becomes(bus, false)
  await redis.restart()
  await becomes(bus, true)
  await eventually(async () => assert.deepEqual(await spent(account), [10_000, 10_000]))
  due = [account]
  await looked()
  assert.deepEqual(told(ann.id).sort(), [...all].sort())
  assert.deepEqual(told(bob.id).sort(), [...all].sort())
  assert.deepEqual(told(stranger.id), [])
})
