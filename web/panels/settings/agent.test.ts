import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAgent } from './agent.ts'

test('a session is shown as its browser on its system', () => {
  const edge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0'
  assert.deepEqual(readAgent(edge), { browser: 'Edge', system: 'Windows', phone: false })
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
  assert.deepEqual(readAgent(iphone), { browser: 'Safari', system: 'iPhone', phone: true })
})

test('a program that is no browser is not made one', () => {
  assert.deepEqual(readAgent('curl/8.10.1'), { browser: null, system: null, phone: false })
})
