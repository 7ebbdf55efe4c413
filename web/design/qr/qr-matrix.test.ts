import assert from 'node:assert/strict'
import { test } from 'node:test'
import jsQR from 'jsqr'
import { qrMatrix, qrPath } from './qr-matrix.ts'

/** As the page draws it from the path: every square so many pixels, white around and dark on it. */
function painted(text: string, px = 4) {
  const rows = qrMatrix(text)
  const side = rows.length * px
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y, wide] of qrPath(rows).matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let dy = 0; dy < px; dy++)
      for (let dx = 0; dx < Number(wide) * px; dx++) {
        const at = ((Number(y) * px + dy) * side + Number(x) * px + dx) * 4
        pixels.fill(0, at, at + 3)
      }
  }
  return { pixels, side }
}

test('[WEB50] a code of a link is read back letter for letter by another library, however long its host is', () => {
  const hosts = ['127.0.0.1:7443', '[2001:db8::7]:7443', `${'edge-'.repeat(11)}eu.example.com:65535`]
  for (const host of hosts) {
    const link = `traffix://enroll?edge=${encodeURIComponent(host)}&code=0123-4567-89AB-CDEF-GHJK&pin=${'aZ-_'.repeat(11)}`
    const { pixels, side } = painted(link)
    assert.equal(jsQR(pixels, side, side)?.data, link)
  }
})

test('[WEB50] around a code are four squares of white', () => {
  const rows = qrMatrix('traffix://enroll')
  const size = rows.length
  const edge = (i: number) => i < 4 || i >= size - 4
  for (const [y, row] of rows.entries())
    for (const [x, dark] of row.entries()) assert.ok(!dark || !(edge(x) || edge(y)), `${x} ${y}`)
  assert.ok(rows[4]![4])
})
