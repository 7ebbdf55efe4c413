import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '#bus/testing/edge/random.ts'
import { applyFlow, type Flow } from '#protocol/live/flow.ts'
import { networkLimits } from './limits.ts'
import { addBytes, addOpen, createRing, flowOf, pointsSince } from './ring.ts'

/** The readable twin: everything by second, for ever. */
function slowFlow(last: number) {
  const bytes = new Map<number, [number, number]>()
  const net = new Map<number, number>()
  return {
    add(second: number, up: number, down: number) {
      const [u, d] = bytes.get(second) ?? [0, 0]
      bytes.set(second, [u + up, d + down])
    },
    open: (second: number, change: number) => net.set(second, (net.get(second) ?? 0) + change),
    flow(until = last): Flow {
      const first = until - networkLimits.windowSeconds + 1
      const seconds = Array.from({ length: networkLimits.windowSeconds }, (_, i) => first + i)
      let count = 0
      for (const [at, change] of net) if (at < first) count += change
      return {
        second: first,
        up: seconds.map(s => bytes.get(s)?.[0] ?? 0),
        down: seconds.map(s => bytes.get(s)?.[1] ?? 0),
        open: seconds.map(s => (count += net.get(s) ?? 0)),
      }
    },
  }
}

for (const seed of [Number(process.env['SEED'] ?? Date.now() % 1e9), 663505723, 1, 2, 3])
  test(`[NW3] a ring tells what changed, however late it came and however far behind a reader is (seed ${seed})`, () => {
    const random = seededRandom(seed)
    const few = (n: number) => Math.floor(random() * n)
    let last = 1_800_000_000
    let next = 1
    let open = 0
    const ring = createRing(last, next)
    const slow = slowFlow(last)
    const lastAt = new Map<number, number>()
    const readers = Array.from({ length: 5 }, () => ({ flow: flowOf(ring, last, 0), tick: 0 }))
    lastAt.set(0, last)

    for (let i = 0; i < 600; i++) {
      for (let k = few(4); k > 0; k--) {
        // Mostly now, sometimes long ago, and a little ahead.
        const second = last + 2 - few(random() < 0.8 ? 4 : networkLimits.windowSeconds + 3)
        if (random() < 0.5) {
          const [up, down] = [few(1000), few(1000)]
          addBytes(ring, second, up, down, next)
          slow.add(second, up, down)
        } else {
          const change = open > 0 && random() < 0.5 ? -1 : 1
          open += change
          addOpen(ring, second, change, next)
          slow.open(second, change)
        }
      }
      last += random() < 0.02 ? few(400) : 1
      const tick = next++
      lastAt.set(tick, last)
      assert.deepEqual(flowOf(ring, last, open), slow.flow(last))
      for (const [n, reader] of readers.entries()) {
        if (random() > 1 / (1 + n * n * 20)) continue
        const known = random() < 0.9 ? lastAt.get(reader.tick)! : -Infinity
        const points = pointsSince(ring, { tick: reader.tick, known, last, open })
        reader.flow = applyFlow(reader.flow, points, last)
        reader.tick = tick
        assert.deepEqual(reader.flow, flowOf(ring, last, open), `reader ${n}`)
      }
    }
  })
