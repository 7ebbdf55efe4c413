import assert from 'node:assert/strict'
import { test } from 'node:test'
import { returnPath } from './return-path.ts'

test('after the login only a path of this site is followed', () => {
  assert.equal(returnPath('/users?role=admin'), '/users?role=admin')
  for (const foreign of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:x',
  ]) {
    assert.equal(returnPath(foreign), '/', String(foreign))
  }
})

test('the door does not lead back to itself', () => {
  assert.equal(returnPath('/login?next=/login'), '/')
})
