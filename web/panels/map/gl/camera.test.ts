import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  around,
  type Camera,
  fromScreen,
  inView,
  kept,
  maxZoom,
  minZoom,
  moved,
  toScreen,
  worldPixels,
  zoomedAt,
} from './camera.ts'
import { toPlace, toPoint } from './mercator.ts'
import { createMotion } from './motion.ts'

const size = { width: 900, height: 700 }
const near = (a: number, b: number, by = 1e-9) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`)

test('[MP1] a place and its point on the map are each other’s', () => {
  for (const place of [
    { lat: 0, lon: 0 },
    { lat: 52.52, lon: 13.4 },
    { lat: -36.85, lon: 174.76 },
    { lat: 84, lon: -179.9 },
  ]) {
    const again = toPlace(toPoint(place))
    near(again.lat, place.lat, 1e-9)
    near(again.lon, place.lon, 1e-9)
  }
  assert.deepEqual(toPoint({ lat: 90, lon: 180 }).y, toPoint({ lat: 85.0511, lon: 180 }).y)
})

describe('the camera', () => {
  const camera: Camera = { x: 0.6, y: 0.35, zoom: 4 }
  test('[MP1] finds the point under a pixel again', () => {
    const pixel = { x: 123, y: 456 }
    const back = toScreen(camera, size, fromScreen(camera, size, pixel))
    near(back.x, pixel.x, 1e-6)
    near(back.y, pixel.y, 1e-6)
  })
  test('[MP1] keeps what is under the pointer there while it zooms', () => {
    const pixel = { x: 700, y: 200 }
    const before = fromScreen(camera, size, pixel)
    const after = fromScreen(zoomedAt(camera, size, 6.5, pixel), size, pixel)
    near(before.x, after.x)
    near(before.y, after.y)
  })
  test('[MP1] does not lose the world, however far it is moved or zoomed', () => {
    for (const [dx, dy] of [
      [0, 1e7],
      [0, -1e7],
      [1e7, 3],
      [-1e7, 3],
    ] as const) {
      const { top, bottom } = inView(moved(camera, size, dx, dy), size)
      assert.ok(top >= -1e-9 && bottom <= 1 + 1e-9)
    }
    assert.equal(kept({ ...camera, zoom: -5 }, size).zoom, minZoom(size))
    assert.equal(kept({ ...camera, zoom: 50 }, size).zoom, maxZoom)
    assert.ok(worldPixels(minZoom(size)) >= Math.max(size.width, size.height))
  })
  test('[MP1] shows the shorter way over the date line', () => {
    const east = toPoint({ lat: 0, lon: 179 })
    const west = toPoint({ lat: 0, lon: -179 })
    assert.ok(Math.abs(toScreen({ ...east, zoom: 4 }, size, west).x - size.width / 2) < 50)
  })
  test('[MP1] sees all of a box that it is put around', () => {
    const box = { left: 0.5, right: 0.55, top: 0.3, bottom: 0.36 }
    const view = inView(around(box, size, 40), size)
    assert.ok(
      view.left < box.left && view.right > box.right && view.top < box.top && view.bottom > box.bottom,
    )
  })
})

describe('motion', () => {
  const from: Camera = { x: 0.5, y: 0.4, zoom: 3 }
  const to: Camera = { x: 0.55, y: 0.35, zoom: 6 }
  test('[MP2] a flight arrives, and then nothing moves any more', () => {
    const motion = createMotion({ still: () => false })
    motion.flyTo(from, to, 0, 500)
    const middle = motion.step(from, size, 250)
    assert.ok(middle.zoom > from.zoom && middle.zoom < to.zoom)
    const end = motion.step(middle, size, 500)
    near(end.x, to.x)
    near(end.zoom, to.zoom)
    assert.equal(motion.isMoving, false)
    assert.equal(motion.step(end, size, 600), end)
  })
  test('[MP2] a thrown map comes to rest', () => {
    const motion = createMotion({ still: () => false })
    motion.glide(1.5, 0)
    let camera = from
    for (let now = 16; now < 3_000; now += 16) camera = motion.step(camera, size, now)
    assert.equal(motion.isMoving, false)
    assert.ok(camera.x < from.x)
  })
  test('[MP2] who wants no motion is where they asked to be at once', () => {
    const motion = createMotion({ still: () => true })
    motion.glide(2, 2)
    assert.equal(motion.isMoving, false)
    motion.flyTo(from, to, 1_000)
    near(motion.step(from, size, 1_000).zoom, to.zoom)
    motion.zoomTo(from, 1, { x: 10, y: 10 })
    near(motion.step(from, size, 2_000).zoom, from.zoom + 1)
  })
})
