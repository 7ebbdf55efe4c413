import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOf } from './compare.ts'

const points = (...bytes: number[]) => bytes.map(down => ({ at: '2026-11-26T00:00:00Z', up: 0, down }))

test('[WEB36] what is compared is over: the running step counts on neither side', () => {
  assert.equal(changeOf(points(150, 10), points(100, 900), true), 0.5)
  assert.equal(changeOf(points(150, 50), points(100, 300), false), -0.5)
  assert.equal(changeOf(points(150), points(0), false), null)
  assert.equal(changeOf(points(150), points(100), true), null, 'nothing is over yet')
})
