import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { startTestHub } from '../testing/hub.ts'
import { openSocket } from '../testing/socket.ts'
import { createFigures } from './figures.ts'

test('[LF1] the lag is told as percentiles since the last look, and as a histogram since the start', async () => {
  const figures = createFigures()
  const registry = new Registry()
  figures.register(registry)
  for (let i = 0; i < 98; i++) figures.lag('telemetry', 1.5)
  for (let i = 0; i < 2; i++) figures.lag('reliable', 150)
  const { lagP50Ms, lagP99Ms } = figures.read()
  assert.ok(lagP50Ms > 1 && lagP50Ms <= 2, String(lagP50Ms))
  assert.ok(lagP99Ms > 100 && lagP99Ms <= 200, String(lagP99Ms))
  figures.lag('telemetry', 30_000)
  assert.equal(figures.read().lagP50Ms, 10_000, 'the last bucket has no end')
  assert.equal(figures.read().lagP50Ms, 0, 'nothing since')

  const text = await registry.metrics()
  assert.match(text, /^# TYPE traffix_hub_lag_seconds histogram$/m)
  for (const line of [
    'traffix_hub_lag_seconds_bucket{kind="telemetry",le="0.001"} 0',
    'traffix_hub_lag_seconds_bucket{kind="telemetry",le="0.002"} 98',
    'traffix_hub_lag_seconds_bucket{kind="telemetry",le="10"} 98',
    'traffix_hub_lag_seconds_bucket{kind="telemetry",le="+Inf"} 99',
    'traffix_hub_lag_seconds_count{kind="telemetry"} 99',
    'traffix_hub_lag_seconds_count{kind="reliable"} 2',
    'traffix_hub_lag_seconds_sum{kind="reliable"} 0.3',
  ])
    assert.ok(text.split('\n').includes(line), `${line} in\n${text}`)
})

test('[LF1] sockets, topics, messages and bytes are counted where they go out', async () => {
  const hub = await startTestHub()
  const staff = await hub.signedIn('operator')
  const socket = await openSocket(hub.url, { cookie: staff.cookie })
  let bytes = 0
  let messages = 0
  socket.ws.on('message', data => {
    bytes += (data as Buffer).length
    messages++
  })
  await socket.command({ do: 'subscribe', topic: 'system' })
  await socket.next(m => 'snapshot' in m)
  const text = await (await fetch(`${hub.url}/metrics`)).text()
  const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
  assert.equal(value('traffix_hub_sockets'), 1)
  assert.equal(value('traffix_hub_topics'), 1)
  assert.ok(value('traffix_hub_messages_out_total') >= messages)
  assert.ok(value('traffix_hub_bytes_out_total') >= bytes)
  socket.close()
  await hub.stop()
})
