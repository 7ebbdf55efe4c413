import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { UsageBatch } from '#protocol/usage.ts'
import { rounds } from '#wire/fuzz/testing/rounds.ts'
import { type Head, type Line, readSpoolFile, sealed } from './spool-file.ts'
import { bytesOf, edge, factsOf } from './testing/spools.ts'

const headOf = (more: Partial<Head> = {}): Head => ({
  ...{ v: 1, edge, epoch: randomUUID(), seq: 7, second: 1_795_000_000, ...more },
})
function read(head: Head, lines: readonly Line[]) {
  const found = readSpoolFile([head, ...lines].map(sealed).join(''), edge)
  if (typeof found === 'string') throw new Error(found)
  return found
}

test('[ME1] a file is read as it was written: sessions, bytes of each minute, its number', () => {
  const head = headOf({ second: 6_000 })
  const [one, two] = [factsOf(1), factsOf(2)]
  const { batch, torn, good } = read(head, [
    { second: 6_000, facts: [one], rows: [1, 5, 2 ** 40] },
    { second: 6_059, facts: [two], rows: [2, 1, 0, 1, 1, 1] },
    { second: 6_060, facts: [], rows: [2, 0, 9] },
  ])
  assert.equal(torn, 0)
  assert.equal(good.split('\n').length, 5)
  const session = ([, id, account, proxyUser, node, provider, country]: typeof one) => ({
    ...{ id, account, proxyUser, node, provider, country },
  })
  assert.deepEqual(UsageBatch.parse(batch), {
    ...{ v: 1, edge, epoch: head.epoch, seq: 7, sessions: [session(one), session(two)] },
    minutes: [
      { minute: 100, rows: [0, 6, 2 ** 40 + 1, 1, 1, 0] },
      { minute: 101, rows: [1, 0, 9] },
    ],
  })
})

test('[ME1] whatever happens to a file, its whole lines count, each once, and nothing else', t =>
  rounds(t, { count: 3_000 }, random => {
    const upTo = random.int
    const head = headOf()
    const facts = Array.from({ length: 1 + upTo(5) }, (_, i) => factsOf(i + 1))
    const named = new Set<number>()
    const lines = Array.from({ length: 1 + upTo(8) }, (_, i): Line => {
      const moved = facts.filter(() => upTo(2) === 0)
      const fresh = moved.filter(([n]) => !named.has(n))
      for (const [n] of fresh) named.add(n)
      const second = upTo(3) === 0 ? null : head.second + i * 20
      return { second, facts: fresh, rows: moved.flatMap(([n]) => [n, upTo(1_000), upTo(1_000)]) }
    })
    const text = [head, ...lines].map(sealed).join('')
    let bytes = Buffer.from(text)
    const way = upTo(4)
    if (way === 0) bytes = bytes.subarray(0, upTo(bytes.length + 1))
    else if (way === 1) {
      const at = upTo(bytes.length)
      bytes[at] = bytes[at]! ^ (1 << upTo(8))
    } else if (way === 2) {
      // A block of the disk that was never written.
      const at = upTo(bytes.length)
      bytes.fill(0, at, Math.min(bytes.length, at + upTo(200)))
    } else {
      const at = upTo(bytes.length)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + upTo(200))])
    }
    const found = bytes.toString('utf8')
    const result = readSpoolFile(found, edge)
    if (typeof result === 'string') {
      assert.notEqual(found.split('\n')[0], sealed(head).trimEnd())
      return
    }
    // The slow twin: lines as they were written, and rows of sessions that one of them names.
    const left = new Set(found.split('\n'))
    const intact = lines.filter(line => left.has(sealed(line).trimEnd()))
    const wanted: Record<string, [number, number]> = {}
    const known = new Map<number, string>()
    for (const line of intact) {
      for (const [n, id] of line.facts) known.set(n, id)
      for (let i = 0; i < line.rows.length; i += 3) {
        const id = known.get(line.rows[i]!)
        if (id === undefined) continue
        const sum = (wanted[id] ??= [0, 0])
        sum[0] += line.rows[i + 1]!
        sum[1] += line.rows[i + 2]!
      }
    }
    assert.deepEqual(bytesOf([UsageBatch.parse(result.batch)]), wanted)
    // What is kept of it says the same again, and is whole.
    const again = readSpoolFile(result.good, edge)
    assert.ok(typeof again !== 'string')
    assert.deepEqual([again.torn, again.batch, again.good], [0, result.batch, result.good])
  }))

test('[ME2] half a second is of the second that is named next, also over the border of a minute', () => {
  const facts = [factsOf(1)]
  const minutes = (lines: Line[], second = 5_999) =>
    read(headOf({ second }), lines).batch.minutes.map(({ minute, rows }) => [minute, ...rows])
  const line = (second: number | null, up: number): Line => ({ second, facts, rows: [1, up, 0] })
  // 6,000 is the first second of minute 100.
  assert.deepEqual(minutes([line(5_999, 1), line(null, 2), line(6_000, 4)]), [
    [99, 0, 1, 0],
    [100, 0, 6, 0],
  ])
  assert.deepEqual(minutes([line(null, 1), line(5_999, 2), line(null, 4)], 5_999), [
    [99, 0, 3, 0],
    [100, 0, 4, 0],
  ])
  assert.deepEqual(minutes([line(null, 1), line(null, 2), line(6_001, 4)]), [[100, 0, 7, 0]])
  // After a crash nothing follows: it is of the second that the file was begun for.
  assert.deepEqual(minutes([line(null, 1)], 6_000), [[100, 0, 1, 0]])
  assert.deepEqual(minutes([line(null, 1)], 5_999), [[99, 0, 1, 0]])
})

test('[ME3] a file of which nobody can say whose it is says why', () => {
  const lines = [sealed({ second: 6_000, facts: [factsOf(1)], rows: [1, 1, 1] })]
  const reason = (text: string) => readSpoolFile(text, edge)
  assert.equal(reason(''), 'its head cannot be read')
  assert.equal(reason(lines.join('')), 'its head cannot be read')
  assert.equal(reason(`${sealed({ ...headOf(), v: 2 as 1 })}${lines.join('')}`), 'its head cannot be read')
  const foreign = sealed(headOf({ edge: 'edge-x' }))
  assert.equal(reason(foreign + lines.join('')), `it is of the edge edge-x, not of ${edge}`)
})
