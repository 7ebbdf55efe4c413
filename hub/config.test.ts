import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hubConfig } from './config.ts'

const needed = {
  DATABASE_URL: 'postgres://127.0.0.1/traffix',
  REDIS_URL: 'redis://127.0.0.1',
  TRAFFIX_SECRET: 'a secret for tests only, 32 chars or more',
}

for (const [host, url] of [
  ['', 'http://127.0.0.1:8080'],
  ['localhost', 'http://localhost:8080'],
  ['::1', 'http://[::1]:8080'],
  ['2001:db8::7', 'http://[2001:db8::7]:8080'],
] as const)
  test(`[HP8] on ${host || 'the default host'} the address is ${url} until PUBLIC_URL says another`, () => {
    assert.equal(hubConfig({ ...needed, HUB_HOST: host }).PUBLIC_URL, url)
    assert.ok(URL.canParse(url))
    const own = { ...needed, HUB_HOST: host, PUBLIC_URL: 'https://traffix.example' }
    assert.equal(hubConfig(own).PUBLIC_URL, 'https://traffix.example')
  })

test('[HP8] on every address at once PUBLIC_URL says which one people use', () => {
  for (const HUB_HOST of ['0.0.0.0', '::']) {
    const config = hubConfig({ ...needed, HUB_HOST, PUBLIC_URL: 'https://traffix.example' })
    assert.equal(config.HUB_HOST, HUB_HOST)
  }
})
