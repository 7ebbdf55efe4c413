import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Log } from '#kit/log.ts'
import type { Letter } from './letters.ts'

export type Mailer = ReturnType<typeof createMailer>
type Options = { smtpUrl: string | undefined; from: string; outbox: string; log: Log }

const tries = 5
const firstRetryMs = 1_000
const maxWaiting = 1_000

/** Sends through any SMTP server, or writes `.eml` files for a machine without one. Callers never wait:
 *  how long a mail takes must not tell whether somebody exists. */
export function createMailer({ smtpUrl, from, outbox, log }: Options) {
  const send = smtpUrl ? smtp(smtpUrl) : toFolder(outbox)
  const waiting = new Set<Promise<void>>()
  const abort = new AbortController()

  async function deliver(mail: SendMailOptions, subject: string) {
    let last = false
    for (let n = 1; ; n++) {
      try {
        return await send.mail(mail)
      } catch (err) {
        if (n === tries || last) return log.error({ err, subject, tries: n }, 'mail not sent')
        log.warn({ err, subject, tries: n }, 'mail delayed')
        await pause(firstRetryMs * 4 ** (n - 1), abort.signal)
        last = abort.signal.aborted
      }
    }
  }

  return {
    post(to: string, letter: Letter) {
      if (waiting.size >= maxWaiting) return log.error({ subject: letter.subject }, 'mail queue is full')
      const mail = { from, to, subject: letter.subject, text: letter.text, html: letter.html }
      const sent: Promise<void> = deliver(mail, letter.subject).finally(() => waiting.delete(sent))
      waiting.add(sent)
    },
    /** Lets what is under way finish; a mail that is waiting for its next try gets that try now. */
    async stop() {
      abort.abort()
      await Promise.all(waiting)
      send.close()
    },
  }
}

function smtp(url: string) {
  const transport = createTransport(url)
  return {
    mail: async (mail: SendMailOptions) => void (await transport.sendMail(mail)),
    close: () => transport.close(),
  }
}

function toFolder(outbox: string) {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return {
    async mail(mail: SendMailOptions) {
      const { message } = await transport.sendMail(mail)
      mkdirSync(outbox, { recursive: true, mode: 0o700 })
      const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}.eml`
      // Written aside and renamed: whoever watches the folder never reads half a mail.
      const aside = join(outbox, `.${name}`)
      writeFileSync(aside, message as Buffer, { mode: 0o600 })
      renameSync(aside, join(outbox, name))
    },
    close: () => transport.close(),
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    if (signal.aborted) return done()
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      done()
    })
  })
}
