import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { checkPorts, holderOf, portFault, tryPort } from './ports.mjs'

const hub = { name: 'hub', what: 'the hub', variable: 'HUB_PORT', hostVariable: 'HUB_HOST', port: 8080 }

async function taken(t) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return server.address().port
}

test('a busy port is named with the variable that moves it and with who holds it', async t => {
  const port = await taken(t)
  await assert.rejects(checkPorts([hub], { HUB_PORT: String(port) }), {
    message: new RegExp(`^Port ${port} for the hub is in use.*: stop it, or set HUB_PORT to another$`),
  })
  if (process.platform === 'linux') assert.match(holderOf(port), new RegExp(`pid ${process.pid}`))
})

test('every fault is told at once', async t => {
  const port = await taken(t)
  const more = { name: 'more', what: 'more', variable: 'MORE_PORT', port }
  await assert.rejects(checkPorts([hub, more], { HUB_PORT: 'x' }), {
    message: /HUB_PORT is "x".*; Port .*MORE_PORT/,
  })
})

test('0 becomes a free port, and two cannot share one', async () => {
  const { hub: port } = await checkPorts([hub], { HUB_PORT: '0' })
  assert.ok(port > 0)
  assert.deepEqual(await tryPort(port), { code: null, port })
  const again = { ...hub, name: 'again', variable: 'AGAIN_PORT' }
  const same = { HUB_PORT: String(port), AGAIN_PORT: String(port) }
  await assert.rejects(checkPorts([hub, again], same), { message: /asked for twice/ })
})

test('an address of another machine is a fault of the host variable', () => {
  const said = portFault('EADDRNOTAVAIL', { ...hub, host: '10.1.1.1' }, '')
  assert.match(said, /10\.1\.1\.1:8080 \(EADDRNOTAVAIL\): correct HUB_HOST/)
  assert.match(portFault('EACCES', { ...hub, port: 80 }, ''), /more rights/)
})
