import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strengthOf } from './password-strength.ts'

test('a password below the least length is short whatever it is made of', () => {
  assert.equal(strengthOf('Xk9$Tr!2b').word, 'short')
})

test('length made of repeats, runs or well-known words is no strength', () => {
  for (const weak of [
    'aaaaaaaaaaaaaaaa',
    '123456789012',
    'abcdefghijkl',
    'password123',
    'qwertyqwerty',
    'ababababababab',
  ]) {
    assert.equal(strengthOf(weak).word, 'weak', weak)
  }
})

test('a few plain words are strong without any symbol', () => {
  assert.equal(strengthOf('copper lantern drifts north').word, 'strong')
})

test('the own name and address count for nothing', () => {
  const about = ['alma.admin@example.com', 'Alma Admin']
  assert.equal(strengthOf('alma.admin12', about).word, 'weak')
})
