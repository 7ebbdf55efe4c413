import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { healths } from '#protocol/health.ts'
import { prevailing } from './look.ts'
import { cellsAcross, createLevel } from './level.ts'
import { unit } from './columns.ts'
import { nearPixels } from './merge.ts'

const everywhere = { left: -1, right: 2, top: -1, bottom: 2 }
type Node = { x: number; y: number; health: number }

/** The same from the beginning each time, in objects and lists, as slowly as it is plain. */
function oracle(nodes: Map<number, Node>, zoom: number) {
  const across = cellsAcross(zoom)
  const cells = new Map<number, Node[]>()
  for (const node of nodes.values()) {
    const key = Math.floor((node.y / unit) * across) * across + Math.floor((node.x / unit) * across)
    cells.set(key, [...(cells.get(key) ?? []), node])
  }
  const sum = (list: Node[], axis: 'x' | 'y') => list.reduce((total, it) => total + it[axis], 0)
  const left = [...cells].sort(([a, x], [b, y]) => y.length - x.length || a - b)
  const found: { count: number; x: number; y: number; healths: number[] }[] = []
  while (left.length > 0) {
    const [key, seed] = left.shift()!
    const middle = (list: Node[]) => ({ x: sum(list, 'x') / list.length, y: sum(list, 'y') / list.length })
    const at = middle(seed)
    const close = ([other, list]: [number, Node[]]) => {
      const apart = (a: number, b: number) => Math.abs(a - b) <= 1
      const isNextTo =
        apart(other % across, key % across) && apart(Math.floor(other / across), Math.floor(key / across))
      const { x, y } = middle(list)
      return isNextTo && Math.hypot(x - at.x, y - at.y) < (nearPixels / 64 / across) * unit
    }
    const taken = left.filter(close)
    for (const one of taken) left.splice(left.indexOf(one), 1)
    const all = [seed, ...taken.map(([, list]) => list)].flat()
    found.push({
      count: all.length,
      x: sum(all, 'x') / all.length / unit,
      y: sum(all, 'y') / all.length / unit,
      healths: healths.map((_, h) => all.filter(it => it.health === h).length),
    })
  }
  return found
}
const order = (a: { count: number; x: number; y: number }, b: { count: number; x: number; y: number }) =>
  b.count - a.count || a.x - b.x || a.y - b.y

function random(seed: number) {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

describe('what is shown as one', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    test(`[MP3] is after any changes what it would be from the beginning (seed ${seed})`, () => {
      const next = random(seed)
      const pick = (n: number) => Math.floor(next() * n)
      const zoom = [0, 1.5, 3, 4.5, 6, 8][seed - 1]!
      const level = createLevel(zoom)
      const nodes = new Map<number, Node>()
      // Many near each other, as in towns.
      const towns = Array.from({ length: 12 }, () => ({ x: next(), y: next() }))
      const place = () => {
        const town = towns[pick(12)]!
        const near = (at: number) =>
          Math.min(unit - 1, Math.max(0, Math.round((at + (next() - 0.5) * 0.02) * unit)))
        return { x: near(town.x), y: near(town.y) }
      }
      for (let round = 0; round < 30; round++) {
        for (let i = 0; i < 40; i++) {
          const slot = pick(2_000)
          const was = nodes.get(slot)
          if (was && next() < 0.25) {
            nodes.delete(slot)
            level.drop(slot)
            continue
          }
          const at = was && next() < 0.7 ? { x: was.x, y: was.y } : place()
          const node = { ...at, health: pick(6) }
          nodes.set(slot, node)
          level.put(slot, node.x, node.y, node.health, 0)
        }
        level.refresh()
        const shown: { count: number; x: number; y: number; healths: number[]; key: number }[] = []
        level.each(everywhere, it =>
          shown.push({ key: it.key, count: it.count, x: it.x, y: it.y, healths: [] }),
        )
        for (const it of shown) it.healths = level.inside(it.key).healths
        const expected = oracle(nodes, zoom).sort(order)
        assert.deepEqual(
          shown.sort(order).map(({ count, x, y, healths }) => ({ count, x, y, healths })),
          expected,
        )
        assert.equal(new Set(shown.map(it => it.key)).size, shown.length)
        assert.equal(level.nodes, nodes.size)
      }
    })
  }

  test('[MP3] is told by the health that most have, and each share that is there is seen', () => {
    assert.equal(healths[prevailing([1, 5, 2, 0, 0, 0])], 'weak')
    const level = createLevel(0)
    for (let slot = 0; slot < 1_000; slot++) level.put(slot, 5, 5, slot === 0 ? 2 : 0, 0)
    level.refresh()
    const it = level.of(0)!
    assert.equal(healths[it.health], 'good')
    assert.ok(it.shares[2]! > 0)
  })

  test('[MP3] is each node by itself at the nearest zoom', () => {
    const level = createLevel(11, { single: true })
    for (let slot = 0; slot < 50; slot++) level.put(slot, 1_000 + slot, 1_000, 0, slot)
    level.refresh()
    const keys: number[] = []
    level.each(everywhere, it => keys.push(it.key))
    assert.deepEqual(
      keys.sort((a, b) => a - b),
      Array.from({ length: 50 }, (_, i) => i),
    )
  })
})
