import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '#kit/config.ts'
import { parseRedisUrl, redisUrl } from './redis-url.ts'

for (const [text, target] of [
  ['redis://localhost', { kind: 'single', host: 'localhost', port: 6379, db: 0, tls: false }],
  ['redis://127.0.0.1:6400/3', { kind: 'single', host: '127.0.0.1', port: 6400, db: 3, tls: false }],
  [
    'rediss://u:p%40ss@redis.example:1',
    { kind: 'single', host: 'redis.example', port: 1, db: 0, tls: true, username: 'u', password: 'p@ss' },
  ],
  ['redis://:pass@[::1]:7', { kind: 'single', host: '::1', port: 7, db: 0, tls: false, password: 'pass' }],
  [
    'redis+sentinel://u:p@a,b:2/mymaster/1?sentinelPassword=s',
    {
      kind: 'sentinel',
      sentinels: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 2 },
      ],
      master: 'mymaster',
      db: 1,
      sentinelLogin: { password: 's' },
      tls: false,
      username: 'u',
      password: 'p',
    },
  ],
  [
    'rediss+cluster://a:7000,b:7001',
    {
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 7001 },
      ],
      tls: true,
    },
  ],
] as const)
  test(`[BU5] ${text} is understood`, () => assert.deepEqual(parseRedisUrl(text), target))

for (const [text, why] of [
  ['http://localhost', /form is not known/],
  ['redis://', /name:port/],
  ['redis://a:99999', /name:port/],
  ['redis://a/x', /database must be a number/],
  ['redis://a,b', /need \+sentinel or \+cluster/],
  ['redis://a?x=1', /nothing may follow/],
  ['redis://%zz@a', /hexadecimal/],
  ['redis+sentinel://a', /\/master/],
  ['redis+sentinel://a/m?x=1', /"x" is not known/],
  ['redis+cluster://a/1', /no numbered databases/],
] as const)
  test(`[BU5] ${text} is refused with the reason`, () => assert.throws(() => parseRedisUrl(text), why))

test('[BU5] a wrong REDIS_URL is named with every form it may take, and its password is not shown', () => {
  const read = parseConfig({ REDIS_URL: redisUrl() }, { REDIS_URL: 'redis://u:hunter22@a,b' })
  assert.ok('faults' in read)
  assert.match(read.faults.join(), /^REDIS_URL must be redis:\/\/.*sentinel.*cluster.*several hosts/)
  assert.doesNotMatch(read.faults.join(), /hunter22/)
})
