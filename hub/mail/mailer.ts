import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Log } from '#kit/log.ts'
import type { Letter, LetterKind } from './letters.ts'

export type Mailer = ReturnType<typeof createMailer>
type Options = { smtpUrl: string | undefined; from: string; outbox: string; log: Log }

const tries = 5
const firstRetryMs = 1_000
const maxWaiting = 1_000
/** What is not sent by then is told of and given up: the process has a deadline of its own. */
const stopMs = 3_000

/** A server that does not answer is like one that refuses: tried again later, and soon enough known. */
const smtpLimits = {
  pool: true,
  maxConnections: 5,
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  /** Longer: a mail that was taken and not yet acknowledged would be sent a second time. */
  socketTimeout: 20_000,
} as const

/** Sends through any SMTP server, or writes `.eml` files for a machine without one. Callers never wait:
 *  how long a mail takes must not tell whether somebody exists. */
export function createMailer({ smtpUrl, from, outbox, log }: Options) {
  const send = smtpUrl ? smtp(smtpUrl) : toFolder(outbox)
  const waiting = new Set<Promise<void>>()
  const abort = new AbortController()
  let givenUp = false

  /** The log names the kind of letter: a subject may hold a code. */
  async function deliver(mail: SendMailOptions, kind: LetterKind) {
    let last = false
    for (let n = 1; ; n++) {
      try {
        return await send.mail(mail)
      } catch (err) {
        if (givenUp) return
        if (n === tries || last) return log.error({ err, kind, tries: n }, 'mail not sent')
        log.warn({ err, kind, tries: n }, 'mail delayed')
        await pause(firstRetryMs * 4 ** (n - 1), abort.signal)
        last = abort.signal.aborted
      }
    }
  }

  return {
    post(to: string, { kind, subject, text, html }: Letter) {
      if (waiting.size >= maxWaiting) return log.error({ kind }, 'mail queue is full')
      const sent: Promise<void> = deliver({ from, to, subject, text, html }, kind).finally(() =>
        waiting.delete(sent),
      )
      waiting.add(sent)
    },
    /** Lets what is under way finish; a mail that is waiting for its next try gets that try now. */
    async stop() {
      abort.abort()
      const late = new AbortController()
      await Promise.race([Promise.all(waiting), pause(stopMs, late.signal)])
      late.abort()
      givenUp = waiting.size > 0
      if (givenUp) log.error({ unsent: waiting.size }, 'mail not sent before the stop')
      send.close(givenUp)
    },
  }
}

function smtp(url: string) {
  const transport = createTransport({ url, ...smtpLimits }) // what the URL itself says comes first
  return {
    mail: async (mail: SendMailOptions) => void (await transport.sendMail(mail)),
    close: (force: boolean) => transport.close({ force }),
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

/** Shorter when aborted; it leaves no listener behind. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined)
