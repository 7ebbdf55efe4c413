import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBackoff } from './backoff.ts'
import { busLimits } from './limits.ts'

test('[BU12] the waits grow up to a cap and begin anew only after the connection held for a while', () => {
  let now = 0
  const backoff = createBackoff(() => now)
  const first = () => assert.ok(backoff.nextMs() <= 2 * busLimits.retryMinMs)
  const grown = () => assert.ok(backoff.nextMs() >= busLimits.retryMaxMs / 2)
  first()
  for (let i = 0; i < 10; i++) {
    backoff.ready()
    backoff.nextMs()
  }
  grown()
  backoff.ready()
  now += busLimits.steadyMs - 1
  grown()
  // Being told twice that it is ready does not make it younger.
  backoff.ready()
  now += busLimits.steadyMs
  backoff.ready()
  first()
  now += busLimits.steadyMs
  backoff.nextMs()
  for (let i = 0; i < 10; i++) backoff.nextMs()
  grown()
})
