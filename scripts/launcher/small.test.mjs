import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { parseSeed } from './demo.mjs'
import { bench } from './develop.mjs'
import { demoWanted, serviceEnv } from './environment.mjs'
import { lastFault, worthSeeing } from './logs.mjs'
import { addressOf } from './network.mjs'
import { isListed } from './packages.mjs'
import { root } from './paths.mjs'
import { packagesOf } from './redis-fetch.mjs'
import { servicesOf } from './services.mjs'
import { startOptions } from './start.mjs'

test('a library’s Debian package follows from its soname', () => {
  assert.equal(packagesOf('libssl.so.3')[0], 'libssl3')
  assert.equal(packagesOf('libcrypto.so.3')[0], 'libssl3')
  assert.equal(packagesOf('liblzf.so.1')[0], 'liblzf1')
  assert.equal(packagesOf('liblz4.so.1')[0], 'liblz4-1')
  assert.equal(packagesOf('libgcc_s.so.1')[0], 'libgcc-s1')
  assert.equal(packagesOf('liblua5.1.so.0')[0], 'liblua5.1-0')
  assert.equal(packagesOf('libssl.so.3')[1], 'libssl3t64')
})

test('a lockfile entry is looked for as Node looks for a package', () => {
  const packages = {
    '': {},
    'node_modules/a': {},
    'node_modules/a/node_modules/b': {},
    'node_modules/@s/c': {},
  }
  assert.equal(isListed(packages, 'node_modules/a', 'b'), true)
  assert.equal(isListed(packages, 'node_modules/a', '@s/c'), true)
  assert.equal(isListed(packages, '', 'b'), false)
  assert.equal(isListed(packages, 'node_modules/a/node_modules/b', 'a'), true)
})

test('only what somebody should look at reaches the terminal', () => {
  assert.equal(worthSeeing('{"level":30,"msg":"fine"}'), null)
  assert.equal(worthSeeing('{"level":"info","msg":"fine"}'), null)
  assert.equal(worthSeeing('{"level":"error","msg":"bad","err":{"message":"why"}}'), 'error: bad: why')
  assert.equal(worthSeeing('{"level":40,"msg":"hm"}'), 'warning: hm')
  assert.equal(worthSeeing('TypeError: x'), 'TypeError: x')
  assert.equal(worthSeeing(' '), null)
})

test('why a process ended is its last fault, not the farewell after it', () => {
  const log =
    '{"level":"fatal","msg":"crashed","err":{"message":"no such host"}}\n{"level":"info","msg":"stopped"}\n'
  assert.equal(lastFault(log), 'crashed: no such host')
  assert.equal(lastFault('HUB_PORT must be a port\n'), 'HUB_PORT must be a port')
})

test('the demo stays on loopback and out of somebody else’s database', () => {
  assert.equal(demoWanted({}, {}), true)
  assert.equal(demoWanted({ noDemo: true }, { HUB_HOST: '0.0.0.0' }), false)
  assert.equal(demoWanted({}, { TRAFFIX_DEMO: 'off' }), false)
  assert.equal(demoWanted({}, { DATABASE_URL: 'postgres://a@db.example/x' }), false)
  assert.equal(demoWanted({}, { DATABASE_URL: 'postgres://a@127.0.0.1/x' }), true)
  assert.throws(() => demoWanted({}, { HUB_HOST: '0.0.0.0' }), /--no-demo/)
})

test('a variable that the user has set wins, an empty one is not set', () => {
  const given = {
    data: '/d',
    databaseUrl: 'p',
    redisUrl: 'r',
    ports: { hub: 1, edgeOps: 2, ledgerOps: 3 },
    secrets: { traffix: 's' },
  }
  const env = serviceEnv(given, {
    EDGE_ID: 'mine',
    EDGE_REGION: '',
    TRAFFIX_SECRET: 'own',
    npm_lifecycle_event: 'start',
  })
  assert.equal(env.EDGE_ID, 'mine')
  assert.equal(env.EDGE_REGION, 'local')
  assert.equal(env.TRAFFIX_SECRET, 'own')
  assert.equal(env.PUBLIC_URL, 'http://127.0.0.1:1')
  assert.equal('npm_lifecycle_event' in env, false)
})

test('the seed’s last JSON line holds the logins', () => {
  assert.deepEqual(parseSeed('talk\n{"logins":[]}\n'), { logins: [] })
  assert.throws(() => parseSeed('nothing'), /logins/)
})

test('npm’s first connection goes to the proxy, if there is one', () => {
  const registry = 'https://r.example/'
  const proxy = { host: 'p.example', port: 3128 }
  assert.deepEqual(addressOf({ registry }, {}), { host: 'r.example', port: 443 })
  assert.deepEqual(addressOf({ registry, 'https-proxy': 'http://p.example:3128' }, {}), proxy)
  assert.deepEqual(
    addressOf({ registry, 'https-proxy': null }, { https_proxy: 'http://p.example:3128' }),
    proxy,
  )
  assert.equal(addressOf({ registry }, { HTTPS_PROXY: 'http://p.example', NO_PROXY: '.example' }), null)
  assert.equal(addressOf({ registry: 'nonsense' }, {}), null)
})

test('an unknown flag is refused', () => {
  assert.deepEqual(startOptions(['--fresh', '--no-demo']), { fresh: true, noDemo: true })
  assert.throws(() => startOptions(['--fersh']), /--fersh/)
})

test('a process is kept from the same secrets by the launcher and by systemd', () => {
  for (const { name, without } of servicesOf({ HUB_HOST: '127.0.0.1' })) {
    const unit = fs.readFileSync(path.join(root, `docker/systemd/traffix-${name}.service`), 'utf8')
    const unset = /^UnsetEnvironment=(.*)$/m.exec(unit)?.[1].split(' ') ?? []
    assert.deepEqual(without.toSorted(), unset.toSorted(), name)
  }
})

test('a benchmark that is not there is answered with those that are', async () => {
  await assert.rejects(bench({ args: [] }), /A name is missing: .*`npm run bench -- http`/)
  await assert.rejects(bench({ args: ['x'] }), /There is no bench\/x\.ts: .*`npm run bench -- http`/)
})
