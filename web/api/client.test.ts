import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, test } from 'node:test'
import { api } from '#protocol/rest/api.ts'
import type { ApiError } from './api-error.ts'
import { createCall, type RouteTable } from './client.ts'

const routes = Object.fromEntries(
  Object.entries(api).map(([name, e]) => [name, [e.method, e.path]]),
) as unknown as RouteTable
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function serve(answer: (req: IncomingMessage, body: string, res: ServerResponse) => void) {
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += String(chunk)
    answer(req, body, res)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise(resolve => server.close(resolve).closeAllConnections()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const json = (res: ServerResponse, status: number, body: unknown, headers = {}) =>
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

test('[API1] a call is the method and path of the contract, with its parts in their places', async () => {
  const seen: unknown[] = []
  const baseUrl = await serve((req, body, res) => {
    seen.push([req.method, req.url, body])
    json(res, 200, {})
  })
  const call = createCall({ routes, fetch, baseUrl })
  await call('updateUser', { params: { id: 'a/b' }, body: { name: 'Ann' } })
  await call('listUsers', { query: { search: 'x&y', role: undefined, limit: 5 } })
  await call('logout')
  assert.deepEqual(seen, [
    ['PATCH', '/api/users/a%2Fb', '{"name":"Ann"}'],
    ['GET', '/api/users?search=x%26y&limit=5', ''],
    ['POST', '/api/auth/logout', ''],
  ])
})

test('[API2] a refusal becomes an error with its code, fields and wait', async () => {
  const baseUrl = await serve((_req, _body, res) =>
    json(
      res,
      429,
      { error: { code: 'too_many', message: 'wait', fields: { email: 'no' } } },
      { 'retry-after': '7' },
    ),
  )
  const call = createCall({ routes, fetch, baseUrl })
  await assert.rejects(call('me'), (error: ApiError) => {
    assert.deepEqual(
      [error.code, error.status, error.fields, error.retryAfterMs, error.isPassing],
      ['too_many', 429, { email: 'no' }, 7000, true],
    )
    return true
  })
})

test('[API2] no answer is "offline", an answer that is not ours "unavailable"', async () => {
  const baseUrl = await serve((_req, _body, res) => res.writeHead(502).end('<html>bad gateway</html>'))
  const behindProxy = createCall({ routes, fetch, baseUrl })
  await assert.rejects(
    behindProxy('me'),
    (error: ApiError) => error.code === 'unavailable' && error.isPassing,
  )
  const away = createCall({ routes, fetch, baseUrl: 'http://127.0.0.1:1' })
  await assert.rejects(away('me'), (error: ApiError) => error.code === 'offline' && error.isPassing)
})

test('[API3] an expired login is renewed and the call repeated, once', async () => {
  let fresh = false
  let renewals = 0
  const baseUrl = await serve((_req, _body, res) =>
    fresh ? json(res, 200, { user: 1 }) : json(res, 401, { error: { code: 'unauthenticated', message: '' } }),
  )
  const renew = async () => {
    renewals++
    return (fresh = true)
  }
  assert.deepEqual(await createCall({ routes, fetch, baseUrl, renew })('me'), { user: 1 })
  fresh = false
  const refused = createCall({ routes, fetch, baseUrl, renew: async () => false })
  await assert.rejects(refused('me'), (error: ApiError) => error.code === 'unauthenticated')
  assert.equal(renewals, 1)
})

test('[API3] what one person asked for is not repeated for the next who signs in', async () => {
  let asked = 0
  const baseUrl = await serve((_req, _body, res) => {
    asked++
    json(res, 401, { error: { code: 'unauthenticated', message: '' } })
  })
  let who = 'first'
  const renew = async () => Boolean((who = 'second'))
  const call = createCall({ routes, fetch, baseUrl, renew, caller: () => who })
  await assert.rejects(call('suspendAccount', { params: { id: 'a' }, body: { reason: 'unpaid' } }))
  assert.equal(asked, 1)
})

test('[API2] every refusal is told, so that what was allowed once can be asked anew', async () => {
  const baseUrl = await serve((_req, _body, res) =>
    json(res, 403, { error: { code: 'forbidden', message: '' } }),
  )
  const told: string[] = []
  const call = createCall({ routes, fetch, baseUrl, refused: error => void told.push(error.code) })
  await assert.rejects(call('me'))
  assert.deepEqual(told, ['forbidden'])
})
