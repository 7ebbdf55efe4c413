import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addUsage } from '#bus/usage.ts'
import { until } from '#db/testing/until.ts'
import { ledgerServers } from './testing/servers.ts'
import { startPosting } from './usage.ts'

const { log, db, bus } = await ledgerServers()

const epoch = randomUUID()
const session = {
  ...{ id: randomUUID(), account: randomUUID(), proxyUser: randomUUID(), node: randomUUID() },
  ...{ provider: randomUUID(), country: 'us' },
}
const give = (seq: number) =>
  addUsage(
    bus,
    JSON.stringify({
      ...{ v: 1, edge: 'edge', epoch, seq, sessions: [session] },
      minutes: [{ minute: 29_750_000, rows: [0, seq, 0] }],
    }),
  )

test('[PO90] a ledger that believes a life to be where another has moved it from finds out, and counts each batch once', async t => {
  const start = (id: string) => {
    const posting = startPosting({ bus, db, id, log, gatherMs: 0 })
    t.after(() => posting.stop())
    return posting
  }
  const [first, second] = [start('first'), start('second')]
  const done = () => first.batches + second.batches
  const bothTookPart = () => first.batches > 0 && second.batches > 0
  let last = 0
  // Sixty, and more while one of both had none.
  while (last < 60 || (!bothTookPart() && last < 3_000)) {
    const seq = ++last
    await give(seq)
    // Each of both has some, and its memory of the life is then older than the table.
    if (seq % 3 === 0) await until('they are posted', () => done() === seq)
    if (seq % 10 === 0) await give(seq)
  }
  const given = last + Math.floor(last / 10)
  await until('all came', () => done() + first.again + second.again === given)
  await Promise.all([first.stop(), second.stop()])
  assert.ok(bothTookPart(), 'both took part')
  assert.equal(done(), last)
  const [life] = await db.usage.number([{ edge: 'edge', epoch, seq: 1 }])
  assert.deepEqual([life?.low, life?.ahead], [last, []])
  const rows = await db.usage.rows('user', {
    ...{
      from: new Date(29_749_990 * 60_000),
      to: new Date(29_750_010 * 60_000),
      step: 'minute',
      zone: 'UTC',
    },
    ...{ by: null, account: session.account, proxyUser: null, node: null, provider: null, country: null },
    edge: null,
  })
  assert.equal(
    rows.reduce((sum, it) => sum + it.up, 0),
    (last * (last + 1)) / 2,
  )
})
