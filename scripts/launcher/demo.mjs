// How to use what runs: printed for people, written to demo.json for programs.
import fs from 'node:fs'
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

const files = { demo: 'demo.json', fleet: 'fleet.json', customers: 'customers.json' }

/** How to use it, for programs; and what its fleet and its customers sign in with. */
export function writeDemo(data, { url, fleet, customers, proxy, ports, ...seed }) {
  const where = { host: '127.0.0.1', socksPort: ports.socks, httpPort: ports.http }
  writeJson(path.join(data, files.demo), { url, ...seed, proxy: { ...where, ...proxy } })
  writeJson(path.join(data, files.fleet), fleet)
  writeJson(path.join(data, files.customers), { customers })
}
export function forgetDemo(data) {
  for (const name of Object.values(files)) fs.rmSync(path.join(data, name), { force: true })
}

/** Two of them wait for a decision. */
const demoNodes = 26
/** They know no password of ours. */
const without = ['DATABASE_URL', 'REDIS_URL', 'TRAFFIX_SECRET', 'SMTP_URL', 'POSTGRES_PASSWORD']

/** Processes as ours are: each is ready when it listens, or at once. */
export function demoServices({ data, ports }) {
  const allow = `127.0.0.1/32:${ports.target}`
  const edge = `127.0.0.1:${ports.tunnel}`
  return [
    {
      name: 'target',
      entry: 'scripts/demo/target-main.ts',
      args: [String(ports.target)],
      ready: `http://127.0.0.1:${ports.target}/`,
      without,
    },
    {
      name: 'fleet',
      entry: 'node-agent/fleet/main.ts',
      args: [
        '--nodes',
        String(demoNodes),
        '--edge',
        edge,
        '--allow',
        allow,
        '--codes',
        path.join(data, files.fleet),
        '--state',
        path.join(data, 'fleet'),
        ...(process.env.TRAFFIX_DEMO_FLEET ?? '').split(' ').filter(Boolean),
      ],
      without,
    },
    {
      name: 'customers',
      entry: 'scripts/demo/customers-main.ts',
      args: [path.join(data, files.customers), String(ports.socks), String(ports.http), String(ports.target)],
      without,
    },
  ]
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
