import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '#db/testing/until.ts'
import { ErrorBody } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import { api } from '#protocol/rest/api.ts'
import type { Endpoint } from '#protocol/rest/endpoint.ts'
import { password, startTestHub, type TestHub } from '../testing/hub.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

test('[RE1] bad input is refused in one shape that names each wrong field and changes nothing', async () => {
  const client = await hub.signedIn('client')
  const bad = [
    { body: { locale: 'xx' }, field: 'locale' },
    { body: { timeZone: 'Mars/Olympus' }, field: 'timeZone' },
    { body: { nmae: 'typo' }, field: 'nmae' },
    { body: { name: 'line\nbreak' }, field: 'name' },
    { body: {}, field: 'body' },
  ]
  for (const { body, field } of bad) {
    const reply = await client.patch('/api/auth/me', body)
    assert.equal(reply.status, 400)
    ErrorBody.parse(reply.body)
    assert.ok(reply.body.error.fields[field], JSON.stringify(reply.body))
  }
  assert.equal((await client.get('/api/auth/me')).body.user.name, client.user.name)
})

test('[RE2] a body over the limit, of another type or broken is refused', async () => {
  const visitor = hub.visitor()
  const large = await visitor.post('/api/auth/login', {
    email: 'a@b.co',
    password: 'x'.repeat(Limits.bodyBytes),
  })
  assert.deepEqual([large.status, large.body.error.code], [413, 'too_large'])
  assert.equal((await visitor.send('POST', '/api/auth/login', '{"email":')).body.error.code, 'bad_json')
  const form = await visitor.send('POST', '/api/auth/login', 'a=b', { 'content-type': 'text/plain' })
  assert.deepEqual([form.status, form.body.error.code], [415, 'unsupported_type'])
})

test('[RE3] an unknown path is 404, a wrong method 405 with what is accepted', async () => {
  const visitor = hub.visitor()
  for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
    assert.equal((await visitor.send(method, '/api/nothing/here')).body.error.code, 'not_found')
  }
  const wrong = await visitor.send('PUT', '/api/auth/login')
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'POST'])
  assert.equal((await visitor.get('/api/auth/login')).status, 405)
})

test('[RE4] OpenAPI describes every endpoint from the schemas that check it', async () => {
  const { body } = await hub.visitor().get('/api/openapi.json')
  for (const [name, e] of Object.entries<Endpoint>(api)) {
    const operation = body.paths[e.path.replaceAll(/:(\w+)/g, '{$1}')]?.[e.method.toLowerCase()]
    assert.equal(operation?.operationId, name)
    assert.equal(operation.security.length === 0, e.can === 'anyone')
    assert.equal('requestBody' in operation, e.body !== undefined)
  }
})

test('[RE5] a request that is given up half-way does no harm', async () => {
  const { port } = new URL(hub.url)
  for (let i = 0; i < 50; i++) {
    await new Promise<void>(done => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write('POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 60000\r\n\r\n{"email":')
        socket.destroy()
      })
      socket.on('close', () => done())
    })
  }
  assert.equal((await hub.visitor().get('/health')).status, 200)
})

test('[RE6] a write that a foreign page sends is refused, its reads show it nothing', async () => {
  const client = await hub.signedIn('client')
  const evil = { origin: 'https://evil.example' }
  const write = await client.send('POST', '/api/auth/logout', undefined, evil)
  assert.deepEqual([write.status, write.body.error.code], [403, 'foreign_origin'])
  const read = await client.get('/api/auth/me', evil)
  assert.equal(read.headers.get('access-control-allow-origin'), null)
  assert.equal(
    (await client.send('POST', '/api/auth/refresh', undefined, { origin: 'http://localhost:8080' })).status,
    200,
  )
})

test('[RE7] answers of the API are never cached, framed or sniffed', async () => {
  const { headers } = await hub.visitor().get('/api/auth/me')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
})

test('[RE8] lists are paged by cursor and every item comes once', async () => {
  const admin = await hub.signedIn('admin')
  for (let i = 0; i < 7; i++) await hub.db.accounts.create({ name: `paged ${i}`, timeZone: 'UTC' })
  const names: string[] = []
  let after = ''
  do {
    const { body } = await admin.get(`/api/accounts?limit=3&search=paged${after && `&after=${after}`}`)
    names.push(...body.items.map((a: { name: string }) => a.name))
    after = body.next ?? ''
  } while (after)
  assert.deepEqual(
    names,
    [0, 1, 2, 3, 4, 5, 6].map(i => `paged ${i}`),
  )
  const bad = await admin.get('/api/accounts?limit=1000')
  assert.ok(bad.body.error.fields.limit)
})

test('[RE9] without Redis people still sign in and work, and /ready says what is away', async () => {
  const client = await hub.signedIn('client')
  await hub.redis.kill()
  const down = await ready(503)
  assert.deepEqual(down.away, ['redis'])
  assert.equal((await client.get('/api/auth/me')).status, 200)
  const other = await hub.signedIn('client')
  assert.equal((await other.get('/api/auth/me')).status, 200)
  await hub.redis.restart()
  assert.deepEqual((await ready(200)).away, [])
})

test('[RE11] a hub that stops answers what it was asked before', { timeout: 60_000 }, async () => {
  const { users } = hub.db
  const { byEmail } = users
  const reached = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  users.byEmail = async email => {
    reached.resolve()
    await goOn.promise
    return byEmail(email)
  }
  const { email } = await hub.person('client')
  const asked = hub.visitor().post('/api/auth/login', { email, password })
  await reached.promise
  const restarted = hub.restart()
  await Promise.race([restarted, sleep(300)]) // a stop that does not wait is over before this
  goOn.resolve()
  const { status, headers } = await asked
  assert.deepEqual([status, headers.get('connection')], [200, 'close'])
  users.byEmail = byEmail
  await restarted
})

async function ready(status: number) {
  let body: any
  await until(`/ready is ${status}`, async () => {
    const reply = await hub.visitor().get('/ready')
    body = reply.body
    return reply.status === status
  })
  return body
}
