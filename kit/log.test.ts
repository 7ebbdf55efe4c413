import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog, type Log } from './log.ts'

function written(write: (log: Log) => void): Record<string, unknown>[] {
  const lines: string[] = []
  write(createLog({ name: 'test', level: 'info' }, { write: line => void lines.push(line) }))
  return lines.map(line => JSON.parse(line) as Record<string, unknown>)
}

test('[KT5] a log line is one JSON object with name, level and time', () => {
  const [line] = written(log => log.child({ socket: 7 }).info({ port: 80 }, 'listening'))
  assert.equal(line?.['name'], 'test')
  assert.equal(line['level'], 'info')
  assert.equal(line['socket'], 7)
  assert.ok(Date.parse(String(line['time'])) > 0)
})

for (const fields of [
  { password: 'hunter22' },
  { body: { password: 'hunter22' } },
  { token: 'hunter22' },
  { headers: { cookie: 'hunter22', authorization: 'hunter22' } },
  { req: { headers: { 'set-cookie': 'hunter22' } } },
  { secret: 'hunter22' },
])
  test(`[KT5] no log line holds what ${JSON.stringify(fields).replaceAll('"', '')} would tell`, () => {
    assert.doesNotMatch(JSON.stringify(written(log => log.info(fields, 'x'))), /hunter22/)
  })

test('[KT5] a one-time code is hidden, the code of an error or a close is not', () => {
  const [otp, error, bye] = written(log => {
    log.info({ body: { code: '123456' } })
    log.info({ err: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) })
    log.info({ code: 4001 })
  })
  assert.doesNotMatch(JSON.stringify(otp), /123456/)
  assert.match(JSON.stringify(error), /ECONNREFUSED/)
  assert.equal(bye?.['code'], 4001)
})

/** As ioredis makes it: the refused command hangs on the error with all its arguments. */
const refusedLogin = () =>
  Object.assign(new Error('WRONGPASS invalid username-password pair'), {
    command: { name: 'hello', args: ['3', 'AUTH', 'app', 'hunter22'] },
  })

const telling: [what: string, err: () => unknown][] = [
  ['a command that was refused', refusedLogin],
  ['the cause of an error', () => new Error('outer', { cause: refusedLogin() })],
  ['one of several errors', () => new AggregateError([refusedLogin()], '')],
  ['an error that hangs on another', () => Object.assign(new Error('x'), { lastNodeError: refusedLogin() })],
  ['a URL', () => new Error('connect redis://:hunter22@db:6379/0')],
  ['a URL that is none', () => new Error('connect redis://app:hu"nt/er\\n\'hunter22@db')],
  ['a URL in a cause', () => new Error('x', { cause: new Error('postgres://app:hunter22@db/traffix') })],
  ['a URL that could not be parsed', () => caught(() => new URL('redis://app:hunter22@db:port'))],
  [
    'a command that Redis repeats',
    () => new Error(`ERR unknown command, with args beginning with: "hunter22" `),
  ],
  ['something thrown that is no error', () => ({ text: 'hunter22' })],
]
for (const [what, err] of telling)
  test(`[KT5] no log line holds the password in ${what}`, () => {
    const lines = written(log => {
      log.warn({ err: err() }, 'x')
      log.warn({ err: err() })
      log.child({ err: err() }).warn('x')
    })
    assert.equal(lines.length, 3)
    assert.doesNotMatch(JSON.stringify(lines), /hunter22/)
  })

test('[KT5] of an error its type, message, code, stack and causes are kept, and no endless chain of them', () => {
  const err = Object.assign(new RangeError('outer', { cause: new TypeError('inner') }), { code: 'E_X' })
  const [line = {}] = written(log => log.error({ err }, 'x'))
  const { stack, cause, ...kept } = line['err'] as Record<string, unknown>
  assert.deepEqual(kept, { type: 'RangeError', message: 'outer', code: 'E_X' })
  assert.match(String(stack), /log\.test\.ts:\d+/)
  assert.equal((cause as { message: string }).message, 'inner')

  const loop = new Error('loop')
  loop.cause = loop
  assert.ok(JSON.stringify(written(log => log.error({ err: loop }, 'x'))).length < 50_000)
})

test('[KT5] what only looks like a login stays: a path of a stack, an address of mail, a plain URL', () => {
  const said = 'file:///app/node_modules/@scope/a.js to ann@example.org via http://127.0.0.1:8080/'
  const [line] = written(log => log.info({ said }, 'x'))
  assert.equal(line?.['said'], said)
})

function caught(work: () => unknown): unknown {
  try {
    return work()
  } catch (err) {
    return err
  }
}
