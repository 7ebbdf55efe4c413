import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createQueueKeys } from './queue-keys.ts'

const press = (code: string, more: Partial<KeyboardEvent> = {}) => ({
  ...{ code, repeat: false, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...more,
})

test('[WEB39] keys decide and move; a held key decides nothing, and none does while somebody types', () => {
  const keys = createQueueKeys(1_500)
  const of = (code: string, more?: Partial<KeyboardEvent>) => keys(press(code, more), 'nothing', 0)
  assert.deepEqual(
    ['KeyA', 'KeyR', 'KeyN', 'KeyJ', 'ArrowDown', 'KeyK', 'ArrowUp', 'KeyX', 'Space', 'KeyB'].map(it =>
      of(it),
    ),
    ['approve', 'reject', 'next', 'next', 'next', 'previous', 'previous', 'select', 'select', null],
  )
  assert.equal(of('KeyA', { repeat: true }), null)
  assert.equal(of('KeyN', { repeat: true }), 'next')
  assert.equal(of('KeyK', { ctrlKey: true }), null, 'the palette')
  assert.equal(keys(press('KeyA'), 'typing', 0), null)
  assert.equal(keys(press('Space'), 'button', 0), null, 'a button has its own')
  assert.equal(keys(press('KeyA'), 'button', 0), 'approve')
  assert.equal(keys(press('ArrowDown'), 'reading', 0), null, 'it scrolls')
  assert.equal(keys(press('KeyJ'), 'reading', 0), 'next')
})

test('[WEB39] a key that goes to another page after g decides nothing', () => {
  const keys = createQueueKeys(1_500)
  keys(press('KeyG'), 'nothing', 0)
  assert.equal(keys(press('KeyA'), 'nothing', 800), null)
  assert.equal(keys(press('KeyA'), 'nothing', 900), 'approve', 'the one after it is meant')
  keys(press('KeyG'), 'nothing', 1_000)
  assert.equal(keys(press('KeyA'), 'nothing', 2_600), 'approve', 'g alone is forgotten')
})
