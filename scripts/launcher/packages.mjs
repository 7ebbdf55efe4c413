// node_modules, as package-lock.json says, installed by the Node that will use them.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { checkSpace } from './data.mjs'
import { Fault } from './faults.mjs'
import { inTurn } from './lock.mjs'
import { npm } from './npm.mjs'
import { root, runtimeDir } from './paths.mjs'
import { hydratePostgres } from './postgres-files.mjs'

const modules = path.join(root, 'node_modules')
/** Written last and removed by npm first: an install that was cut off has none. */
const stamp = path.join(modules, '.traffix-lock')
const lockFile = path.join(root, 'package-lock.json')
const needBytes = 500e6

export async function ensurePackages({ progress, stops }) {
  if (!installed()) {
    const step = progress.step('packages', 'installing')
    await inTurn(path.join(runtimeDir, 'install.lock'), 'installing packages', { stops, step }, async () => {
      if (installed()) return
      checkSpace(root, needBytes)
      const wanted = wantedPackages()
      fs.rmSync(modules, { recursive: true, force: true })
      await npm({
        what: 'Installing the packages',
        args: [...installCommand(), '--include=dev', '--include=optional'],
        cwd: root,
        stops,
        onTick: () => step.note(`${wanted.filter(isThere).length} of ${wanted.length} installed by npm`),
      })
      hydratePostgres()
      fs.writeFileSync(stamp, lockHash())
    })
    step.done(`${wantedPackages().length} packages, fetched from the npm registry into node_modules`)
  }
  hydratePostgres()
}

function installed() {
  try {
    return fs.readFileSync(stamp, 'utf8') === lockHash()
  } catch {
    return false
  }
}

/** Native packages fit one version of Node's binary interface, so that belongs to the key. */
export function lockHash() {
  let lock
  try {
    lock = fs.readFileSync(lockFile)
  } catch {
    throw new Fault('package-lock.json cannot be read: get it back from the repository')
  }
  return createHash('sha256')
    .update(lock)
    .update([process.versions.modules, process.platform, process.arch].join())
    .digest('hex')
}

/**
 * `npm ci`, if the lockfile is whole. One that was written against a registry without the binaries of other
 * platforms names them and does not list them; `npm ci` refuses such a file even where they are not needed,
 * so then it is `npm install`, which keeps to the same versions and checksums.
 */
function installCommand() {
  const packages = readLock()
  const whole = Object.entries(packages).every(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).every(name => isListed(packages, at, name)),
  )
  return whole ? ['ci'] : ['install', '--no-save']
}

/** As Node looks for it: in the package's own node_modules, then in those above. */
export function isListed(packages, at, name) {
  for (let base = at; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    if (`${base ? `${base}/` : ''}node_modules/${name}` in packages) return true
    if (!base) return false
  }
}

function readLock() {
  return JSON.parse(fs.readFileSync(lockFile, 'utf8')).packages
}

/** Folders of the lockfile that npm will fill on this machine. */
function wantedPackages() {
  const packages = readLock()
  const fits = (list, value) =>
    !list || list.includes(value) || (list[0]?.startsWith('!') && !list.includes(`!${value}`))
  return Object.entries(packages)
    .filter(
      ([at, it]) =>
        at &&
        fits(it.os, process.platform) &&
        fits(it.cpu, process.arch) &&
        fits([it.libc ?? 'glibc'].flat(), 'glibc'),
    )
    .map(([at]) => at)
}

function isThere(at) {
  return fs.existsSync(path.join(root, at, 'package.json'))
}
