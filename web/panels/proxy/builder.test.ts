import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseProxyName, proxyName } from '#protocol/routing.ts'
import { snippet, snippetKinds } from './snippets.ts'
import { firstWish, routingOf, type Wish } from './wish.ts'

const nameOf = (change: Partial<Wish>) => {
  const { routing, wrong } = routingOf({ ...firstWish, ...change })
  return { name: proxyName({ login: 'shop', routing }), wrong: [...wrong] }
}

test('[WEB30] what the builder asks for is a user name that the edge understands', () => {
  const wish = { country: 'us', city: 'new_york', asn: '7922', sticky: true, name: 'a.1', minutes: '30' }
  const { name, wrong } = nameOf({ ...wish, strict: true })
  assert.equal(name, 'shop-country-us-city-new_york-asn-7922-session-a.1-ttl-30-strict')
  assert.deepEqual(wrong, [])
  assert.ok('routing' in (parseProxyName(name) as object))
  assert.equal(nameOf({ name: 'x y', minutes: 'z' }).name, 'shop', 'without a session nothing is said of it')
})

test('[WEB30] what cannot be said is named at its field and left out', () => {
  const { name, wrong } = nameOf({ asn: 'AS7922', sticky: true, name: 'a-b', minutes: '0', strict: true })
  assert.deepEqual([name, wrong], ['shop', ['asn', 'name', 'minutes']])
  for (const minutes of ['1441', '1.5', '', '-1'])
    assert.deepEqual(nameOf({ sticky: true, minutes }).wrong, ['minutes'], minutes)
  for (const asn of ['0', '4294967296', '1e3']) assert.deepEqual(nameOf({ asn }).wrong, ['asn'], asn)
})

test('[WEB30] every example holds an address of the chosen door that parses; a browser gets the HTTP one', () => {
  const it = { host: '2001:db8::1', httpPort: 8888, username: 'shop-country-us', password: 'secret' }
  for (const door of ['http', 'socks'] as const) {
    const port = door === 'http' ? 8888 : 1080
    for (const kind of snippetKinds) {
      const code = snippet(kind, { ...it, door, port })
      const url = new URL(/(?:http|socks5h):\/\/[^'"\s]+\d(?=['"])/.exec(code)![0])
      const browser = kind === 'browser'
      assert.equal(url.protocol, door === 'http' || browser ? 'http:' : 'socks5h:', code)
      assert.deepEqual([url.hostname, url.port], ['[2001:db8::1]', String(browser ? 8888 : port)], code)
      assert.equal(url.username, browser ? '' : it.username)
      assert.match(code, /secret/)
    }
  }
})
