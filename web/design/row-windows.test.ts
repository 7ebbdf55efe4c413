import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRowWindows } from './row-windows.ts'

/** A server of numbers: what was asked for waits until the test answers it. */
function server(total: number, more: { ahead?: number; keep?: number; together?: number } = {}) {
  const asked: { skip: number; signal: AbortSignal; answer(rows?: number[]): void; fail(): void }[] = []
  const timers: (() => void)[] = []
  let changes = 0
  const windows = createRowWindows<number>({
    size: 10,
    ahead: 0,
    ...more,
    onChange: () => changes++,
    wait: run => {
      timers.push(run)
      return () => {}
    },
    load: (skip, limit, signal) =>
      new Promise((resolve, reject) => {
        const rows = Array.from({ length: Math.max(0, Math.min(limit, total - skip)) }, (_, i) => skip + i)
        asked.push({
          skip,
          signal,
          answer: own => resolve(own ?? rows),
          fail: () => reject(new Error('lost')),
        })
      }),
  })
  const settle = () => new Promise(resolve => setImmediate(resolve))
  windows.setTotal(total)
  return {
    windows,
    asked,
    timers,
    settle,
    get changes() {
      return changes
    },
    async answerAll() {
      while (asked.length > 0) {
        for (const one of asked.splice(0)) one.answer()
        await settle()
      }
    },
  }
}

describe('rows come by windows', () => {
  test('[MP6] what is looked at first, then what lies around it, both ways', async () => {
    const it = server(1_000, { ahead: 1, together: 1 })
    await it.answerAll()
    it.windows.want(503, 517)
    const order: number[] = []
    while (it.asked.length > 0) {
      const one = it.asked.shift()!
      order.push(one.skip)
      one.answer()
      await it.settle()
    }
    assert.deepEqual(order, [500, 510, 520, 490])
    assert.ok(it.windows.has(503, 517))
    assert.equal(it.windows.at(512), 512)
  })
  test('[MP6] a jump gives up what it passed by', async () => {
    const it = server(1_000)
    await it.answerAll()
    it.windows.want(200, 215)
    it.windows.want(800, 815)
    const [passed] = it.asked
    assert.equal(passed!.signal.aborted, true)
    passed!.answer()
    await it.answerAll()
    assert.equal(it.windows.has(200, 205), false)
    assert.ok(it.windows.has(800, 815))
  })
  test('[MP6] no more are kept than were looked at last', async () => {
    const it = server(1_000, { keep: 4 })
    for (let i = 0; i < 10; i++) {
      it.windows.want(i * 10, i * 10 + 9)
      await it.answerAll()
    }
    const kept = Array.from({ length: 10 }, (_, i) => it.windows.has(i * 10, i * 10))
    assert.deepEqual(
      kept.flatMap((has, i) => (has ? [i] : [])),
      [6, 7, 8, 9],
    )
  })
  test('[MP6] what is asked for anew stays until it is here', async () => {
    const it = server(100)
    await it.answerAll()
    it.windows.want(0, 9)
    it.windows.refresh()
    assert.equal(it.asked.length, 1)
    assert.equal(it.windows.at(3), 3)
    it.asked.shift()!.answer([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    await it.settle()
    assert.equal(it.windows.at(3), 6)
  })
  test('[MP6] one that fails is asked for again, and says so meanwhile', async () => {
    const it = server(100)
    await it.answerAll()
    it.windows.want(50, 55)
    it.asked.shift()!.fail()
    await it.settle()
    assert.equal(it.windows.failed, true)
    assert.equal(it.asked.length, 0)
    it.timers.shift()!()
    await it.answerAll()
    assert.equal(it.windows.failed, false)
    assert.equal(it.windows.at(52), 52)
  })
  test('[MP6] a list that is shorter than was counted ends where its rows end', async () => {
    const it = server(15)
    it.windows.setTotal(40)
    await it.answerAll()
    it.windows.want(10, 19)
    await it.answerAll()
    assert.equal(it.windows.count, 15)
    assert.ok(it.windows.has(10, 14))
  })
  test('[MP6] a list that has grown is asked for what its last window lacks', async () => {
    const it = server(18)
    it.windows.want(10, 17)
    await it.answerAll()
    it.windows.setTotal(19)
    assert.equal(it.windows.count, 18)
  })
  test('[MP6] whoever has stopped hears and asks nothing more', async () => {
    const it = server(100)
    const before = it.changes
    it.windows.stop()
    await it.answerAll()
    it.windows.want(50, 60)
    assert.equal(it.asked.length, 0)
    assert.equal(it.changes, before)
  })
})
