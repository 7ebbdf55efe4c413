import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export type Mail = { to: string; subject: string; text: string; code: string; token: string; path: string }

/** Only tells a hang from a slow machine. */
const deadlineMs = 30_000

/** The mails that a hub without SMTP wrote; each is handed out once. */
export function openOutbox(folder: string) {
  const seen = new Set<string>()

  function read(name: string): Mail {
    const raw = readFileSync(join(folder, name), 'utf8')
    const text = decode(raw)
    const subject = /^Subject: (.*)$/m.exec(raw)?.[1]?.trim() ?? ''
    return {
      to: /^To: (.*)$/m.exec(raw)?.[1]?.trim() ?? '',
      subject,
      text,
      code: /\b(\d{6})\b/.exec(`${subject} ${text}`)?.[1] ?? '',
      token: /token=([\w-]+)/.exec(text)?.[1] ?? '',
      path: /(\/\w+)\?token=/.exec(text)?.[1] ?? '',
    }
  }
  /** A mail that is still being written has a dot before its name. */
  const all = () =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter(f => f.endsWith('.eml') && !f.startsWith('.'))
          .sort()
      : []
  const fresh = () => all().filter(name => !seen.has(name))

  return {
    /** Waits for the next unseen mail to this address whose subject fits. */
    async next(to: string, subject = /./): Promise<Mail> {
      for (const deadline = performance.now() + deadlineMs; performance.now() < deadline; await pause(10)) {
        for (const name of fresh()) {
          const mail = read(name)
          if (mail.to !== to || !subject.test(mail.subject)) continue
          seen.add(name)
          return mail
        }
      }
      throw new Error(`no mail to ${to} with subject ${subject}`)
    },
    /** How many have come to this address, seen or not. */
    count: (to: string) => all().filter(name => read(name).to === to).length,
  }
}

/** Quoted-printable is all that nodemailer uses for the short texts of the tests. */
function decode(raw: string): string {
  return raw
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
