// With no SMTP server mail is written to a folder; the launcher reads it out, so that a code is at hand.
import fs from 'node:fs'
import path from 'node:path'
import { readMail } from './mail.mjs'
import { show } from './paths.mjs'

const pollMs = 500
const maxBytes = 1 << 20

/** Tells of each mail that appears from now on. Gives back the stop. */
export function watchOutbox(dir, say) {
  const known = new Set(list(dir))
  const timer = setInterval(() => {
    for (const name of list(dir)) {
      if (known.has(name)) continue
      known.add(name)
      const line = describe(path.join(dir, name))
      if (line) say(line)
    }
  }, pollMs)
  timer.unref()
  return () => clearInterval(timer)
}

function list(dir) {
  try {
    return fs
      .readdirSync(dir)
      .filter(name => name.endsWith('.eml'))
      .sort()
  } catch {
    return []
  }
}

function describe(file) {
  try {
    if (fs.statSync(file).size > maxBytes) return `mail  ${show(file)}`
    const { subject, code, link } = readMail(fs.readFileSync(file, 'utf8'))
    return ['mail', subject ?? '(no subject)', code && `code ${code}`, link, show(file)]
      .filter(Boolean)
      .join('  ')
  } catch {
    return null // taken away meanwhile
  }
}
