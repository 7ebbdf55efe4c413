import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { stopStack } from '#kit/stop.ts'
import { superviseWorkers } from './supervisor.ts'

test('[HP9] a hub process that cannot even be made is one that could not begin', async t => {
  const { execPath } = process
  t.after(() => (process.execPath = execPath))
  process.execPath = '/nothing/here'
  const log = silentLog()
  const stops = stopStack({ deadlineMs: 60_000, log })
  await assert.rejects(superviseWorkers(2, log)(stops), /no hub process came up/)
  assert.equal(await stops.stop(), true)
})
