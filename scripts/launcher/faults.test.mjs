import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault, asFault, classify, lastLine, toolFault } from './faults.mjs'

test('a full disk is known from npm, initdb and dpkg', () => {
  for (const said of [
    'npm error code ENOSPC\nnpm error nospc There appears to be insufficient space on your system',
    'initdb: error: could not write to file "x": No space left on device',
    'dpkg-deb: error: subprocess was killed; cannot copy: failed to write (No space left on device)',
  ]) {
    assert.equal(classify(said), 'the disk is full')
  }
})

test('a missing network is known from npm and apt', () => {
  assert.match(
    classify('npm error code EAI_AGAIN\nnpm error request to x failed'),
    /^no network \(EAI_AGAIN\)/,
  )
  assert.match(classify('npm ERR! network request failed, reason: getaddrinfo ENOTFOUND x'), /^no network/)
  assert.match(classify("W: Failed to fetch x  Temporary failure resolving 'x'"), /^no network/)
  assert.match(classify('Err: Could not connect to x:80, connection timed out'), /^no network/)
})

test('rights are told with the path', () => {
  assert.equal(
    classify("npm error code EACCES\nnpm error Error: EACCES: permission denied, mkdir '/srv/x'"),
    'permission denied: /srv/x',
  )
})

test('what is unknown is told in npm’s own words, without its noise', () => {
  const said =
    'npm error code EUSAGE\nnpm error\nnpm error package.json and the lock are not in sync\nnpm error A complete log'
  assert.equal(classify(said), 'npm says EUSAGE: package.json and the lock are not in sync')
  assert.equal(classify('all is well'), null)
})

test('the last words of a crash are its error, not its trace', () => {
  const crash =
    'file:1\n  throw\n  ^\n\nTypeError: x is not a function\n    at f (a:1:1)\n\nNode.js v22.1.0\n'
  assert.equal(lastLine(crash), 'TypeError: x is not a function')
  assert.equal(lastLine('one\ntwo\n\n'), 'two')
  assert.equal(lastLine(''), '')
})

test('a tool that failed is one line', () => {
  const { message } = toolFault('Fetching', 'a\nb', 'Do this')
  assert.equal(message, 'Fetching: b. Do this')
})

test('our own file errors become faults, our bugs do not', () => {
  const denied = Object.assign(new Error('x'), { code: 'EACCES', syscall: 'open', path: '/a/b' })
  assert.ok(asFault(denied) instanceof Fault)
  assert.equal(asFault(denied).message, 'Permission denied: /a/b')
  const full = Object.assign(new Error('x'), { code: 'ENOSPC', syscall: 'open', path: '/a/b' })
  assert.equal(asFault(full).message, 'The disk is full: /a/b')
  const nameless = Object.assign(new Error('x'), { code: 'ENOSPC', syscall: 'write' })
  assert.equal(asFault(nameless).message, 'The disk is full')
  const watched = Object.assign(new Error('x'), { code: 'ENOSPC', syscall: 'watch', path: '/a' })
  assert.match(asFault(watched).message, /max_user_watches/)
  const bug = new TypeError('x')
  assert.equal(asFault(bug), bug)
})
