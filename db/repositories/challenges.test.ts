import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { createTestDatabase } from '../testing/database.ts'
import { addUser, hashOf, hour } from '../testing/people.ts'

const { db, drop } = await createTestDatabase()
after(drop)

async function challenged(ms = hour) {
  const user = await addUser(db)
  const challenge = { user: user.id, codeHash: hashOf('right'), proofVersion: 3, ms }
  const { id, expiresAt } = await db.challenges.open(challenge)
  const answer = (code: string) => db.challenges.answer({ id, codeHash: hashOf(code), maxTries: 5 })
  return { user, id, expiresAt, answer }
}

test('[OT1] the right code is right once', async () => {
  const { user, expiresAt, answer } = await challenged()
  assert.ok(expiresAt.getTime() > Date.now())
  assert.deepEqual(await answer('wrong'), { outcome: 'wrong', user: user.id, triesLeft: 4 })
  assert.deepEqual(await answer('right'), { outcome: 'right', user: user.id, proofVersion: 3 })
  assert.deepEqual(await answer('right'), { outcome: 'void' })
})

test('[OT2] after five wrong codes the right one is too late', async () => {
  const { user, answer } = await challenged()
  for (const triesLeft of [4, 3, 2, 1, 0])
    assert.deepEqual(await answer('wrong'), { outcome: 'wrong', user: user.id, triesLeft })
  assert.deepEqual(await answer('right'), { outcome: 'void' })
})

test('[OT2] guesses in parallel are no more than five', async () => {
  for (let round = 0; round < 5; round++) {
    const { answer } = await challenged()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => answer(`guess ${i}`)))
    const left = answers.flatMap(a => (a.outcome === 'wrong' ? [a.triesLeft] : []))
    assert.deepEqual(left.sort(), [0, 1, 2, 3, 4])
    assert.equal(answers.filter(a => a.outcome === 'void').length, 15)
  }
})

test('[OT1] of right answers in parallel one is right', async () => {
  const { answer } = await challenged()
  const outcomes = (await Promise.all([1, 2, 3, 4].map(() => answer('right')))).map(a => a.outcome)
  assert.deepEqual(outcomes.sort(), ['right', 'void', 'void', 'void'])
})

test('[OT3] a code that ran out, one that was replaced, and one that never was are void', async () => {
  const late = await challenged(0)
  assert.deepEqual(await late.answer('right'), { outcome: 'void' })

  const { user, answer } = await challenged()
  await answer('wrong')
  const challenge = { user: user.id, codeHash: hashOf('newer'), proofVersion: 0, ms: hour }
  const { id } = await db.challenges.open(challenge)
  assert.deepEqual(await answer('right'), { outcome: 'void' })
  const newer = await db.challenges.answer({ id, codeHash: hashOf('wrong'), maxTries: 5 })
  assert.deepEqual(newer, { outcome: 'wrong', user: user.id, triesLeft: 4 })

  const nothing = await db.challenges.answer({ id: randomUUID(), codeHash: hashOf('right'), maxTries: 5 })
  assert.deepEqual(nothing, { outcome: 'void' })

  const dropped = await challenged()
  await db.challenges.dropOf(dropped.user.id)
  assert.deepEqual(await dropped.answer('right'), { outcome: 'void' })
})
