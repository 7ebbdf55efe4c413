import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behindSeconds, followClock, planSlide, shownAt, type Slide } from './slide.ts'

test('[WEB35] the edge never shows what is not known, and stands when nothing more comes', () => {
  const slide = planSlide({ shown: null, hubNow: 1_000.9, last: 1_000 })
  assert.equal(slide.to, 1_000)
  assert.ok(slide.from < 1_000)
  assert.equal(shownAt(slide, 60_000), 1_000)
  assert.deepEqual(planSlide({ shown: 1_000, hubNow: 1_090, last: 1_000 }), { from: 1_000, to: 1_000, ms: 0 })
})

test('[WEB35] second after second it moves on without a jump, at the pace of time, however late messages are', () => {
  let slide: Slide | null = null
  let edge: number | null = null
  let at = 0
  // Late by 0.1 to 0.5 seconds, in no order.
  const late = (i: number) => 0.1 + ((i * 7) % 5) / 10
  for (let i = 0; i < 60; i++) {
    const now = i + late(i)
    const shown: number | null = slide ? shownAt(slide, (now - at) * 1000) : null
    const next = planSlide({ shown, hubNow: now, last: i })
    if (shown !== null) {
      assert.ok(Math.abs(next.from - shown) < 1e-6, 'no jump')
      assert.ok(shown >= edge!, 'never backwards')
    }
    if (i > 10) {
      const pace = ((next.to - next.from) * 1000) / next.ms
      assert.ok(pace > 0.69 && pace < 1.31, `goes at ${pace} of time`)
      assert.ok(Math.abs(next.from - (now - behindSeconds)) < 0.5, 'is where it should be')
    }
    edge = next.from
    slide = next
    at = now
  }
})

test('[WEB35] after a long silence it is at once where it should be', () => {
  const { from } = planSlide({ shown: 1_000, hubNow: 1_061, last: 1_060 })
  assert.equal(from, 1_061 - behindSeconds)
})

test('[WEB35] the clock follows slowly, and at once when it was set', () => {
  assert.equal(followClock(null, 500), 500)
  assert.equal(followClock(500, 600), 510)
  assert.equal(followClock(500, 9_000), 9_000)
})
