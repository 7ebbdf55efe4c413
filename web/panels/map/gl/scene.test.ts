import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScene, lastsSeconds, pointFloats, type Scene, type Shown } from './scene.ts'

const point = (key: number, more: Partial<Shown> = {}): Shown => ({
  key,
  x: 0.5,
  y: 0.5,
  count: 1,
  size: 6,
  health: 0,
  shares: Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0),
  ...more,
})
const scene = (still = false) => createScene({ labelOf: count => count % 250, still: () => still })

function show(
  it: Scene,
  now: number,
  points: Shown[],
  how: Parameters<Scene['begin']>[1] = { smooth: true },
) {
  it.begin(now, how)
  for (const one of points) it.put(one)
  it.end()
}
/** By its goal: where a point goes to, and how large it will be. */
const goals = (it: Scene) =>
  Array.from({ length: it.count }, (_, i) => {
    const at = it.data.subarray(i * pointFloats, (i + 1) * pointFloats)
    return { from: [at[0], at[1]], to: [at[2], at[3]], size: at[5], alpha: at[7], began: at[8] }
  })

test('[MP3] whatever comes, changes and goes, in the end each is shown once and as it is', () => {
  for (const seed of [1, 2, 3]) {
    let state = seed
    const next = () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
    const it = scene()
    let points = new Map<number, Shown>()
    let now = 0
    for (let round = 0; round < 200; round++) {
      now += next() * lastsSeconds
      points = new Map([...points].filter(() => next() > 0.1))
      for (let i = 0; i < 20; i++) {
        const key = Math.floor(next() * 400) - 100
        points.set(key, point(key, { x: next(), y: next(), size: 3 + next() * 8, count: key < 0 ? 5 : 1 }))
      }
      it.sweep(now)
      show(it, now, [...points.values()], { smooth: next() > 0.2 })
    }
    it.sweep(now + 2 * lastsSeconds)
    assert.equal(it.count, points.size)
    const sorted = (list: number[][]) => list.map(one => one.map(Math.fround)).sort((a, b) => a[0]! - b[0]!)
    assert.deepEqual(
      sorted(goals(it).map(one => [...(one.to as number[]), one.size!])),
      sorted([...points.values()].map(one => [one.x, one.y, one.size])),
    )
    // And each is found where it is.
    for (const one of points.values()) assert.notEqual(it.hit(one, 1e6, 0), null)
  }
})

test('[MP2] a point goes on from where it is when its goal changes on the way', () => {
  const it = scene()
  show(it, 0, [point(1, { x: 0.2 })], { smooth: false })
  show(it, 1, [point(1, { x: 0.4 })])
  show(it, 1 + lastsSeconds / 2, [point(1, { x: 0.8 })])
  const [one] = goals(it)
  assert.ok(one!.from[0]! > 0.3 && one!.from[0]! < 0.4)
  assert.equal(one!.to[0], Math.fround(0.8))
  // What does not change is not begun anew.
  const { began } = one!
  show(it, 1 + lastsSeconds * 0.7, [point(1, { x: 0.8 })])
  assert.equal(goals(it)[0]!.began, began)
})

test('[MP2] who wants no motion sees what is, and nothing is on its way', () => {
  const it = scene(true)
  show(it, 0, [point(1), point(2)])
  show(it, 1, [point(2, { x: 0.9 })])
  assert.equal(it.count, 1)
  assert.deepEqual(goals(it)[0]!.from, goals(it)[0]!.to)
  assert.ok(it.until <= 0)
})

test('[MP3] what splits comes from where it was, and what becomes one goes there', () => {
  const it = scene()
  show(it, 0, [point(-5, { x: 0.3, count: 2 })], { smooth: false })
  it.begin(1, { smooth: true, from: () => ({ x: 0.3, y: 0.5 }) })
  it.put(point(1, { x: 0.25 }))
  it.put(point(2, { x: 0.35 }))
  it.end()
  assert.equal(it.count, 3)
  const [, first, second] = goals(it)
  assert.deepEqual([first!.from[0], second!.from[0]], [Math.fround(0.3), Math.fround(0.3)])
  it.sweep(1 + lastsSeconds)
  assert.equal(it.count, 2)

  it.begin(2, { smooth: true })
  it.put(point(-6, { x: 0.3, count: 2 }))
  it.end(() => ({ x: 0.3, y: 0.5 }))
  const leaving = goals(it).filter(one => one.alpha === 0)
  assert.deepEqual(
    leaving.map(one => one.to[0]),
    [Math.fround(0.3), Math.fround(0.3)],
  )
})
