import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { pgp } from '../pgp.ts'
import { createTestDatabase } from '../testing/database.ts'
import { addUser } from '../testing/people.ts'

const { db, url, drop } = await createTestDatabase()
const sql = await pgp<object>(url).connect({ direct: true })
after(async () => {
  await sql.done()
  await drop()
})

test('[AU1] an entry says who did what to what, from where, and comes back as it was written', async () => {
  const actor = await addUser(db)
  const target = { kind: 'account', id: randomUUID(), label: 'Acme' }
  const detail = { reason: 'unpaid', since: { days: 3 }, odd: 'a\0b\uD800' }
  await db.audit.write({
    actor: actor.id,
    actorEmail: actor.email,
    action: 'account.suspended',
    target,
    address: '::ffff:192.0.2.1',
    detail,
  })
  await db.audit.write({ actor: null, action: 'login.failed', address: 'not an address' })

  const { items } = await db.audit.list({ limit: 10 })
  const [failed, suspended] = items.map(({ id, at, ...rest }) => {
    assert.match(id, /^\d+$/)
    assert.ok(at instanceof Date)
    return rest
  })
  assert.deepEqual(suspended, {
    actor: { id: actor.id, email: actor.email },
    action: 'account.suspended',
    target,
    address: '192.0.2.1',
    detail: { ...detail, odd: 'a\uFFFDb\uFFFD' },
  })
  assert.deepEqual(failed, { actor: null, action: 'login.failed', target: null, address: null, detail: {} })
})

for (const attempt of [
  `update audit set action = 'nothing'`,
  'delete from audit',
  'truncate audit',
  'truncate audit cascade',
]) {
  test(`[AU2] what was written stays: "${attempt}" is refused, even to a superuser`, async () => {
    await db.audit.write({ actor: null, action: 'kept', address: null })
    const before = await db.audit.list({ limit: 100 })
    await assert.rejects(sql.none(attempt), /audit is append-only: (UPDATE|DELETE|TRUNCATE) is refused/)
    assert.deepEqual(await db.audit.list({ limit: 100 }), before)
  })
}

test('[AU3] entries are found by who, what and to what, newest first', async () => {
  const [ann, bob] = [await addUser(db), await addUser(db)]
  const target = { kind: 'user', id: bob.id, label: bob.email }
  const by = (actor: typeof ann) => ({ actor: actor.id, actorEmail: actor.email, address: null })
  await db.audit.write({ ...by(ann), action: 'one' })
  await db.audit.write({ ...by(ann), action: 'two', target })
  await db.audit.write({ ...by(bob), action: 'two' })
  const found = async (filter: object) =>
    (await db.audit.list({ limit: 10, ...filter })).items.map(e => [e.actor?.id, e.action])
  assert.deepEqual(await found({ actor: ann.id }), [
    [ann.id, 'two'],
    [ann.id, 'one'],
  ])
  assert.deepEqual(await found({ action: 'two' }), [
    [bob.id, 'two'],
    [ann.id, 'two'],
  ])
  assert.deepEqual(await found({ target: bob.id }), [[ann.id, 'two']])
  assert.deepEqual(await found({ target: bob.id, actor: bob.id }), [])
})

test('[DB13] pages neither skip nor repeat an entry while others are written', async () => {
  const write = () => db.audit.write({ actor: null, action: 'paged', address: null })
  for (let i = 0; i < 5; i++) await write()
  const seen: string[] = []
  let after: string | undefined
  do {
    const { items, next } = await db.audit.list({ action: 'paged', limit: 2, after })
    seen.push(...items.map(entry => entry.id))
    after = next ?? undefined
    await write()
  } while (after)
  const [newest] = seen
  assert.deepEqual(
    seen,
    [0, 1, 2, 3, 4].map(i => String(Number(newest) - i)),
  )
  await assert.rejects(db.audit.list({ limit: 1, after: 'nonsense' }), { code: 'bad_request' })
})
