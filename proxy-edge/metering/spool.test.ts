import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Facts } from './spool-file.ts'
import { sealed } from './spool-file.ts'
import type { Spool } from './spool.ts'
import { bytesOf, edge, factsOf, filesOf, heardLog, lifeOf, readAll, tempFolder } from './testing/spools.ts'

let second = 1_795_000_000
/** A batch of one session. */
async function write(spool: Spool, facts: Facts, ...bytes: number[]): Promise<void> {
  for (const [i, up] of bytes.entries()) {
    second++
    await spool.append({ second, facts: i === 0 ? [facts] : [], rows: [facts[0], up, 0] }, second)
  }
  await spool.seal()
}

test('[ME3] lives are handed over in their order, each under its own numbers, until they are removed', async t => {
  const folder = await tempFolder(t)
  const facts = factsOf(1)
  const lives = []
  for (let i = 0; i < 3; i++) {
    const epoch = randomUUID()
    const spool = await lifeOf(folder, { epoch })
    await write(spool, facts, 1, 2)
    await write(spool, facts, 3)
    lives.push(epoch)
  }
  const spool = await lifeOf(folder)
  await write(spool, facts, 10)
  const batches = await readAll(spool)
  const numbers = lives.flatMap(epoch => [`${epoch} 1`, `${epoch} 2`])
  assert.deepEqual(
    batches.map(it => `${it.epoch} ${it.seq}`),
    [...numbers, `${spool.waiting.at(-1)!.epoch} 1`],
  )
  assert.deepEqual(bytesOf(batches), { [facts[1]]: [28, 0] })
  for (const it of spool.waiting.slice(0, 6)) await spool.remove(it)
  assert.equal((await filesOf(folder)).files.length, 1)
  assert.equal(spool.bytes, spool.waiting[0]!.bytes)
  const next = await lifeOf(folder)
  assert.deepEqual(bytesOf(await readAll(next)), { [facts[1]]: [10, 0] })
  assert.equal(next.bytes, spool.bytes)
})

test('[ME3] what is not ours or cannot be read is aside under its name, is told of, and holds up nothing', async t => {
  const folder = await tempFolder(t)
  const { log, errors } = heardLog()
  const facts = factsOf(1)
  const old = await lifeOf(folder)
  for (const up of [1, 2, 4, 8]) await write(old, facts, up, 16)
  const foreign = await lifeOf(folder, { edge: 'edge-x' })
  await write(foreign, facts, 32)
  const path = (file: string) => join(folder, 'usage', file)
  const [torn, headless, renamed, good] = old.waiting.map(it => it.file) as [string, string, string, string]
  const text = await readFile(path(torn), 'utf8')
  const [head, first] = text.split('\n')
  await writeFile(path(torn), text.slice(0, -10))
  await writeFile(path(headless), (await readFile(path(headless), 'utf8')).slice(5))
  const another = renamed.replace('0000000003.usage', '0000000009.usage')
  await rename(path(renamed), path(another))
  await writeFile(path('notes.txt'), 'a strange file')
  await writeFile(path(`${good}.new`), 'half a copy')
  await writeFile(path(old.waiting[0]!.file.replace('0000000001', '0000000011')), '')

  const spool = await lifeOf(folder, { log })
  assert.equal(spool.setAside, 2)
  const batches = await readAll(spool)
  assert.deepEqual(bytesOf(batches), { [facts[1]]: [1 + 8 + 16, 0] })
  const empty = torn.replace('0000000001', '0000000011')
  const expected = ['notes.txt', `${good}.new`, torn, headless, another, empty, foreign.waiting.at(-1)!.file]
  const { files, aside } = await filesOf(folder)
  assert.deepEqual(aside, [...expected].sort())
  assert.deepEqual(files, [torn, good].sort())
  assert.equal(spool.setAside, expected.length)
  assert.equal(errors.length, expected.length)
  assert.ok(errors.every(it => it.endsWith('was set aside')))
  // Of the torn one all is aside, and what is whole stays.
  assert.equal(await readFile(join(folder, 'usage', 'aside', torn), 'utf8'), text.slice(0, -10))
  assert.equal(await readFile(path(torn), 'utf8'), `${head}\n${first}\n`)
  const next = await lifeOf(folder, { log })
  assert.deepEqual(bytesOf(await readAll(next)), { [facts[1]]: [25, 0] })
  assert.equal(next.setAside, expected.length)
  assert.equal(errors.length, expected.length, 'it is told once')
})

test('[ME3] a file that is gone, or has nothing whole in it, is waited for no more', async t => {
  const folder = await tempFolder(t)
  const { log, errors } = heardLog()
  const spool = await lifeOf(folder, { log })
  for (const up of [1, 2, 4]) await write(spool, factsOf(1), up)
  const [gone, blank] = spool.waiting.map(it => join(folder, 'usage', it.file)) as [string, string]
  await rm(gone)
  await writeFile(blank, `${(await readFile(blank, 'utf8')).split('\n')[0]}\nnothing whole`)
  assert.deepEqual(
    (await readAll(spool)).map(it => it.seq),
    [3],
  )
  assert.equal(spool.waiting.length, 1)
  assert.equal(spool.bytes, spool.waiting[0]!.bytes)
  assert.deepEqual(errors, [
    'a file of the usage spool is gone',
    'a torn file of the usage spool was set aside',
  ])
  await copyFile(join(folder, 'usage', spool.waiting[0]!.file), gone)
  assert.equal((await filesOf(folder)).files.length, 2)
})

test('[ME4] while the disk refuses, nothing is written by halves and no number is left out', async t => {
  const folder = await tempFolder(t)
  const spool = await lifeOf(folder)
  const facts = factsOf(1)
  const there = join(folder, 'usage')
  await rename(there, `${there}.away`)
  await writeFile(there, 'a file where the folder was')
  for (let i = 0; i < 3; i++)
    await assert.rejects(spool.append({ second, facts: [facts], rows: [1, 1, 1] }, second), /ENOTDIR/)
  assert.ok(spool.fresh)
  assert.equal(spool.bytes, 0)
  await rm(there)
  await rename(`${there}.away`, there)
  await write(spool, facts, 5)
  await mkdir(join(folder, 'none'))
  await write(spool, facts, 6)
  assert.deepEqual(
    spool.waiting.map(it => it.seq),
    [1, 2],
  )
  const [head] = (await readFile(join(there, spool.waiting[0]!.file), 'utf8')).split('\n')
  assert.equal(JSON.parse(head!.slice(9)).edge, edge)
  assert.equal(`${head}\n`, sealed(JSON.parse(head!.slice(9))))
})
