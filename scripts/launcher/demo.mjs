// How to use what runs: printed for people, written to demo.json for programs.
import path from 'node:path'
import { writeJson } from './data.mjs'
import { Fault } from './faults.mjs'
import { show } from './paths.mjs'

/** The last line of the seed program is JSON; anything above it is talk. */
export function parseSeed(stdout) {
  const line = stdout
    .trim()
    .split('\n')
    .findLast(it => it.startsWith('{'))
  try {
    const { logins, ...more } = JSON.parse(line)
    if (Array.isArray(logins)) return { logins, ...more }
  } catch {
    // told below
  }
  throw new Fault('hub/seed-main.ts did not print its logins')
}

export function writeDemo(data, { url, ...seed }) {
  writeJson(path.join(data, 'demo.json'), { url, ...seed })
}

export function tellHow({ url, logins, demo, data }, progress) {
  const wide = key => Math.max(0, ...logins.map(login => login[key].length)) + 2
  progress.line()
  progress.line(`  Open ${progress.bold(url)}`)
  if (logins.length) progress.line()
  for (const { role, email, password } of logins) {
    progress.line(`    ${role.padEnd(wide('role'))}${email.padEnd(wide('email'))}${password}`)
  }
  if (!demo && logins.length) progress.line('    This password is not shown again.')
  progress.line()
  const mail = process.env.SMTP_URL
    ? ''
    : ` Mail is written to ${show(path.join(data, 'outbox'))} and told here.`
  progress.line(progress.dim(`  Ctrl-C stops everything.${mail}`))
  progress.line()
}
