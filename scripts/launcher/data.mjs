// The data folder: who may use it, what it remembers (secrets, ports), and its end by --fresh.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from './faults.mjs'
import { takeLock } from './lock.mjs'
import { root, show } from './paths.mjs'

const marker = '.traffix'
const needBytes = 200e6
const stoppingMs = 4_000

/** Makes the folder usable by us alone, or says in one line why it is not. */
export async function openData(dir, { fresh, stops }) {
  checkFolder(dir)
  const mine = dir === path.join(root, '.data') || isOurs(dir)
  if (!mine)
    throw new Fault(`${dir} is not empty and not Traffix Node's: let TRAFFIX_DATA name an empty folder`)
  checkSpace(dir, needBytes)
  // The server runs as another user when we are root, so others may pass through; they cannot list it.
  fs.mkdirSync(dir, { recursive: true, mode: 0o711 })
  if (process.getuid() === 0) letPass(dir)
  const lock = await takeLockSoon(path.join(dir, 'launcher.lock'), stops)
  if (!lock.release) {
    throw new Fault(`Another launcher (pid ${lock.pid}) runs on ${show(dir)}: stop it, or set TRAFFIX_DATA`)
  }
  stops.add('lock', lock.release)
  if (!fs.existsSync(path.join(dir, marker))) fs.writeFileSync(path.join(dir, marker), '')
  return { fresh: fresh ? () => wipe(dir) : null }
}

/** A folder that was there, or a strict umask, may keep everybody out. */
function letPass(dir) {
  const { mode } = fs.statSync(dir)
  if ((mode & 0o011) !== 0o011) fs.chmodSync(dir, mode | 0o011)
}

/** npm returns to the prompt before the launcher below it has stopped: whoever starts again at once waits for it. */
async function takeLockSoon(file, stops) {
  const end = Date.now() + stoppingMs
  for (;;) {
    stops.check()
    const lock = takeLock(file)
    if (lock.release || Date.now() > end) return lock
    await sleep(100)
  }
}

function checkFolder(dir) {
  let stat
  try {
    stat = fs.statSync(dir)
  } catch (error) {
    if (error.code === 'ENOENT') return
    if (error.code === 'ENOTDIR')
      throw new Fault(`${show(dir)} cannot be a folder: a part of its path is a file`)
    throw error
  }
  if (!stat.isDirectory()) throw new Fault(`${show(dir)} is not a folder: move it away, or set TRAFFIX_DATA`)
  try {
    fs.accessSync(dir, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK)
  } catch {
    throw new Fault(
      `${show(dir)} is not writable for this user: give it to them (chown -R), or set TRAFFIX_DATA`,
    )
  }
}

function isOurs(dir) {
  if (!fs.existsSync(dir)) return true
  const names = fs.readdirSync(dir)
  return names.length === 0 || names.includes(marker)
}

/**
 * Data keep to what they were made as: demo logins must not slip into a system that people use, and
 * a system that people use must not stand on demo logins.
 */
export function keepKind(dir, demo, asked) {
  const kind = fs.readFileSync(path.join(dir, marker), 'utf8').trim()
  if (kind === 'no-demo' && demo) return false
  if (kind === 'demo' && !demo && asked) {
    throw new Fault(
      `${show(dir)} holds the demo: start without --no-demo, or wipe it with \`npm start -- --fresh --no-demo\``,
    )
  }
  return demo
}

export function setKind(dir, demo) {
  fs.writeFileSync(path.join(dir, marker), demo ? 'demo\n' : 'no-demo\n')
}

/** All but the lock, which we hold, and what tests that may be running have of their own. */
const notWiped = new Set(['launcher.lock', marker, 'test'])

function wipe(dir) {
  fs.writeFileSync(path.join(dir, marker), '')
  for (const name of fs.readdirSync(dir)) {
    if (!notWiped.has(name)) fs.rmSync(path.join(dir, name), { recursive: true, force: true })
  }
}

/** The nearest folder that exists counts: the one asked for may be yet to be made. */
export function checkSpace(dir, bytes) {
  let at = dir
  while (!fs.existsSync(at)) at = path.dirname(at)
  const { bavail, bsize } = fs.statfsSync(at)
  if (bavail * bsize < bytes) {
    const free = Math.floor((bavail * bsize) / 1e6)
    throw new Fault(
      `The disk is full: ${free} MB are free at ${show(dir)}, ${Math.round(bytes / 1e6)} MB are needed`,
    )
  }
}

/** A small JSON file of ours, replaced as a whole so that a crash leaves the old one or the new one. */
export function readJson(file) {
  let text
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
  try {
    const value = JSON.parse(text)
    if (value && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {
    // told below
  }
  throw new Fault(
    `${show(file)} is damaged: put back a copy of it, or start anew with \`npm start -- --fresh\``,
  )
}

export function writeJson(file, value, mode = 0o600) {
  const aside = `${file}.${process.pid}`
  const handle = fs.openSync(aside, 'w', mode)
  try {
    fs.writeFileSync(handle, `${JSON.stringify(value, null, 2)}\n`)
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
  fs.renameSync(aside, file)
}

/** Passwords of our own servers and the key that signs tokens; made once. */
export function secretsOf(dir) {
  const file = path.join(dir, 'secrets.json')
  const kept = readJson(file)
  const make = () => randomBytes(32).toString('base64url')
  const secrets = { postgres: make(), redis: make(), traffix: make(), ...kept }
  for (const name of ['postgres', 'redis', 'traffix']) {
    if (typeof secrets[name] !== 'string' || secrets[name].length < 32) {
      throw new Fault(
        `${show(file)} has no usable "${name}": put it back, or start anew with \`npm start -- --fresh\``,
      )
    }
  }
  if (Object.keys(kept).length !== Object.keys(secrets).length) writeJson(file, secrets)
  return secrets
}
