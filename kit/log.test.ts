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
