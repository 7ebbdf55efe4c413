import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Session } from '../sessions/session.ts'
import { UsageBatch } from '#protocol/usage.ts'
import { rounds } from '#wire/fuzz/testing/rounds.ts'
import { createMeter } from './meter.ts'
import type { Spool } from './spool.ts'
import { bytesOf, fakeSession, filesOf, heardLog, lifeOf, readAll, tempFolder } from './testing/spools.ts'

const start = 1_795_000_000
const { log: quiet } = heardLog()
const meterOf = (spool: Spool, more: Partial<Parameters<typeof createMeter>[0]> = {}) =>
  createMeter({ spool, alarmBytes: Infinity, now: () => start * 1_000, log: quiet, ...more })

/** Sessions, what they have moved, and a check that all of it is on the disk, as another life of the edge finds it. */
function createBook(move: (session: Session, up: number, down: number) => void) {
  const moved: Record<string, [up: number, down: number]> = {}
  return {
    moved(session: Session, up: number, down: number): void {
      const sum = (moved[session.id] ??= [0, 0])
      sum[0] += up
      sum[1] += down
      move(session, up, down)
    },
    async agrees(folder: string): Promise<void> {
      const batches = await readAll(await lifeOf(folder))
      for (const batch of batches) UsageBatch.parse(batch)
      assert.deepEqual(bytesOf(batches), moved)
      const numbers = batches.map(it => it.seq)
      assert.deepEqual(
        numbers,
        numbers.map((_, i) => i + 1),
        'no number is left out',
      )
    },
  }
}

test('[ME5] what moves while a line is being written is in one of the next ones: nothing is lost, nothing twice', t =>
  rounds(t, { count: 40 }, async random => {
    const folder = await tempFolder(t)
    const spool = await lifeOf(folder)
    const meter = meterOf(spool)
    const { moved, agrees } = createBook(meter.moved)
    const sessions = Array.from({ length: 1 + random.int(6) }, fakeSession)
    const some = () => {
      for (let i = random.int(4); i > 0; i--)
        moved(random.pick(sessions), 1 + random.int(1_000), random.int(1_000))
    }
    const there = join(folder, 'usage')
    for (let i = 0; i < 20; i++) {
      some()
      const away = random.chance(8)
      // A fault of the disk, where a file begins.
      if (away) await rename(there, `${there}.away`)
      const writing = meter.write(random.chance(2) ? null : start + i)
      some()
      await Promise.resolve()
      some()
      await writing
      if (away) await rename(`${there}.away`, there)
      if (random.chance(4)) sessions.push(fakeSession())
    }
    await meter.end(start + 20)
    assert.equal(meter.unwritten, 0)
    await agrees(folder)
  }))

test('[ME5] each second and each half of one is on the disk when its write returns; five seconds are a batch', async t => {
  const folder = await tempFolder(t)
  const spool = await lifeOf(folder)
  const meter = meterOf(spool)
  const { moved, agrees } = createBook(meter.moved)
  const [ann, bob] = [fakeSession(), fakeSession()]
  for (let i = 0; i < 5; i++) {
    assert.equal(spool.waiting.length, 0)
    moved(ann, 1, 10)
    await meter.write(null)
    // A kill now loses nothing of it.
    await agrees(folder)
    moved(bob, 2, 20)
    await meter.write(start + i)
    await agrees(folder)
  }
  assert.deepEqual([spool.waiting.length, spool.fresh, meter.unwritten], [1, true, 0])
  const before = spool.bytes
  await meter.write(null)
  await meter.write(start + 5)
  assert.equal(spool.bytes, before, 'when nothing moves nothing is written')
  moved(ann, 1, 1)
  assert.equal(meter.unwritten, 2)
  await meter.end(start + 6)
  assert.equal(spool.waiting.length, 2)
  await agrees(folder)
})

test('[ME2] an edge that is killed in its first half second has metered it in this time', async t => {
  const folder = await tempFolder(t)
  const meter = meterOf(await lifeOf(folder))
  meter.moved(fakeSession(), 1, 1)
  await meter.write(null)
  const [batch] = await readAll(await lifeOf(folder))
  assert.equal(batch?.minutes[0]?.minute, Math.floor(start / 60))
})

test('[ME4] a full spool keeps what moves in memory, says so once, and goes on when there is room', async t => {
  const folder = await tempFolder(t)
  const { log, errors } = heardLog()
  const spool = await lifeOf(folder, { maxBytes: 3_000 })
  const meter = meterOf(spool, { log, alarmBytes: 2_900 })
  const { moved } = createBook(meter.moved)
  const sessions = Array.from({ length: 4 }, fakeSession)
  let i = 0
  for (; !spool.full; i++) {
    for (const session of sessions) moved(session, 1, 1)
    await meter.write(start + i)
  }
  for (let k = 0; k < 10; k++) {
    for (const session of sessions) moved(session, 1, 1)
    await meter.write(k % 2 ? null : start + i + k)
  }
  assert.equal(meter.unwritten, 80)
  assert.equal(errors.length, 1, errors.join())
  const large = spool.bytes
  await meter.write(start + i + 10)
  assert.equal(spool.bytes, large)
  assert.ok(spool.fresh, 'what was open can be handed over')
  const taken = await readAll(spool)
  for (const batch of spool.waiting.slice()) await spool.remove(batch)
  await meter.write(start + i + 11)
  assert.equal(meter.unwritten, 0)
  await meter.end(null)
  const rest = await readAll(await lifeOf(folder))
  const all = bytesOf([...taken, ...rest])
  for (const session of sessions) assert.deepEqual(all[session.id], [i + 10, i + 10])
})

test('[ME4] a full disk loses nothing and counts nothing twice', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'test-disk-'))
  const mounted = mountTiny(folder)
  t.after(() => {
    if (mounted) execFileSync('umount', ['--lazy', folder])
    return rm(folder, { recursive: true, force: true })
  })
  if (!mounted) return t.skip('this user may not mount a small disk')
  const { log, errors } = heardLog()
  const spool = await lifeOf(folder)
  const meter = meterOf(spool, { log })
  const { moved, agrees } = createBook(meter.moved)
  const sessions = Array.from({ length: 8 }, fakeSession)
  const ballast = join(folder, 'usage', 'aside', 'ballast')
  let second = start
  async function seconds(n: number): Promise<void> {
    for (const until = second + n; second < until; second++)
      for (const half of [null, second]) {
        for (const session of sessions) moved(session, 1, 2)
        await meter.write(half)
      }
  }
  await seconds(7)
  assert.equal(meter.unwritten, 0)
  for (let room = 1024; room >= 1; room /= 2)
    await writeFile(ballast, Buffer.alloc(room * 64), { flag: 'a' }).catch(() => {})
  // Lines that are longer than what is left of a block: half of one is written before the disk says that it is full.
  sessions.push(...Array.from({ length: 30 }, fakeSession))
  await seconds(30)
  assert.ok(meter.unwritten > 0)
  assert.equal(errors.length, 1, errors.join())
  await rm(ballast)
  await seconds(7)
  assert.equal(meter.unwritten, 0)
  await meter.end(second)
  await agrees(folder)
  assert.deepEqual((await filesOf(folder)).aside, [])
})

/** A disk of 64 KB. */
function mountTiny(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
