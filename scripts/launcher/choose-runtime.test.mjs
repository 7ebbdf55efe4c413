import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseRuntime, older } from './choose-runtime.mjs'

const linux = { platform: 'linux', arch: 'x64' }
const choose = (version, glibc) => chooseRuntime({ ...linux, version, glibc })

test('Node 22 is used on every glibc that it runs on', () => {
  assert.deepEqual(choose('22.18.0', '2.28'), { use: 'this' })
  assert.deepEqual(choose('22.23.3', '2.36'), { use: 'this' })
})

test('a Node 22 that cannot run TypeScript by itself is replaced', () => {
  assert.deepEqual(choose('22.17.1', '2.41'), { use: 'fetch' })
})

test('Node 24 and 26 are used where uWebSockets.js has a binary for them', () => {
  assert.deepEqual(choose('24.5.0', '2.38'), { use: 'this' })
  assert.deepEqual(choose('26.0.0', '2.41'), { use: 'this' })
  assert.deepEqual(choose('24.5.0', '2.36'), { use: 'fetch' })
})

test('older and odd Nodes are replaced', () => {
  for (const version of ['12.22.12', '18.20.8', '20.20.2', '23.11.0', '25.1.0']) {
    assert.deepEqual(choose(version, '2.36'), { use: 'fetch' }, version)
  }
})

test('what cannot work is told in one line', () => {
  assert.match(
    chooseRuntime({ platform: 'win32', arch: 'x64', version: '22.20.0', glibc: null }).fault,
    /WSL/,
  )
  assert.match(choose('22.20.0', null).fault, /glibc/)
  assert.match(choose('22.20.0', '2.27').fault, /too old/)
  assert.match(
    chooseRuntime({ platform: 'linux', arch: 'ia32', version: '22.20.0', glibc: '2.36' }).fault,
    /ia32/,
  )
  assert.match(
    chooseRuntime({ platform: 'darwin', arch: 'arm64', version: '20.1.0', glibc: null }).fault,
    /install/,
  )
})

test('versions are compared as numbers', () => {
  assert.equal(older('2.4', '2.28'), true)
  assert.equal(older('2.38', '2.38'), false)
  assert.equal(older('3.0', '2.38'), false)
})
