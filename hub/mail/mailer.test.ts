import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { createLog, silentLog } from '#kit/log.ts'
import { locales } from '#protocol/person.ts'
import { openOutbox } from '../testing/outbox.ts'
import { letter, type LetterKind } from './letters.ts'
import { createMailer } from './mailer.ts'
import { texts } from './texts.ts'

const code = letter('code', 'en', { name: 'Ann', code: '123456' })

test('[ML1] mail goes through a real SMTP server, and a refused one is tried again', async () => {
  const received: string[] = []
  let refusals = 1
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_, __, done) => done(refusals-- > 0 ? new Error('try later') : null),
    onData(stream, _, done) {
      let text = ''
      stream.on('data', chunk => (text += String(chunk)))
      stream.on('end', () => {
        received.push(text)
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const smtpUrl = `smtp://127.0.0.1:${port}`
  const mailer = createMailer({ smtpUrl, from: 'Us <us@here.test>', outbox: '', log: silentLog() })
  mailer.post('ann@people.test', code)
  await mailer.stop() // a waiting mail gets its next try now
  assert.equal(received.length, 1)
  assert.match(received[0]!, /Subject: Your sign-in code: 123456/)
  server.close()
})

/** A log that keeps its lines. */
function keptLog() {
  const lines: string[] = []
  return { lines, log: createLog({ name: 'test', level: 'debug' }, { write: line => lines.push(line) }) }
}

test('[ML4] the log names the kind of a letter that is not sent, and nothing that it says', async () => {
  const { lines, log } = keptLog()
  const nobody = createServer().listen(0, '127.0.0.1')
  await once(nobody, 'listening')
  const { port } = nobody.address() as AddressInfo
  nobody.close()
  await once(nobody, 'close')
  const smtpUrl = `smtp://127.0.0.1:${port}`
  const mailer = createMailer({ smtpUrl, from: 'us@here.test', outbox: '', log })
  mailer.post('ann@people.test', code)
  await mailer.stop()
  assert.match(lines.join(''), /"kind":"code".*mail delayed[^]*"kind":"code".*mail not sent/)
  assert.doesNotMatch(lines.join(''), /123456|sign-in code/)
})

test('[ML5] a server that never answers gets few connections and does not hold up the stop', async t => {
  const { lines, log } = keptLog()
  const held = new Set<Socket>()
  let called = () => undefined as void
  const all = new Promise<void>(go => (called = () => (held.size === 5 ? go() : undefined)))
  const silent = createServer(socket => {
    socket.on('error', () => undefined)
    held.add(socket)
    called()
  }).listen(0, '127.0.0.1')
  t.after(() => held.forEach(socket => socket.destroy()))
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const smtpUrl = `smtp://127.0.0.1:${port}?greetingTimeout=600000`
  const mailer = createMailer({ smtpUrl, from: 'us@here.test', outbox: '', log })
  for (let i = 0; i < 50; i++) mailer.post('ann@people.test', code)
  await all
  await mailer.stop()
  assert.equal(held.size, 5)
  assert.match(lines.join(''), /"unsent":50/)
  silent.close()
  await once(silent, 'close') // every connection was hung up
})

test('[ML2] without SMTP each mail is a whole file in the outbox', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'test-outbox-'))
  const mailer = createMailer({ smtpUrl: undefined, from: 'us@here.test', outbox: folder, log: silentLog() })
  mailer.post('ann@people.test', code)
  const mail = await openOutbox(folder).next('ann@people.test')
  assert.equal(mail.code, '123456')
  await mailer.stop()
  await rm(folder, { recursive: true })
})

test('[ML3] every letter is written in every language, and a name cannot plant anything in it', () => {
  const evil = '<script>alert(1)</script>'
  for (const locale of locales) {
    for (const kind of Object.keys(texts.en).filter(k => k !== 'greeting') as LetterKind[]) {
      const made = letter(kind, locale, { name: evil, link: 'https://here.test/x?a=1&b=2', code: '123456' })
      assert.ok(made.subject && made.text.includes('https://here.test/x?a=1&b=2'))
      assert.ok(!made.html.includes('<script'))
      assert.ok(!/\{\w+\}/.test(made.text), 'nothing is left to fill in')
    }
  }
})
