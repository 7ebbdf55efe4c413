import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meteredBytes } from '#protocol/metered-bytes.ts'
import { usage as en } from './en/usage.ts'
import { usage as ru } from './ru/usage.ts'
import { usage as uz } from './uz/usage.ts'

test('[WEB31] the panel says which bytes count in the very words that are published', () => {
  assert.equal(en.usage.metered, meteredBytes)
  for (const other of [ru, uz]) assert.notEqual(other.usage.metered, meteredBytes)
})
