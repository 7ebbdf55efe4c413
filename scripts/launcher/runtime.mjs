// Fetches a Node that can run the system, and runs us under it. (Parses on Node 12.)
import { spawn, spawnSync } from 'child_process'
import fs from 'fs'
import path from 'path'
import { npm } from './npm.mjs'
import { launchFile, runtimeDir, show } from './paths.mjs'
import { Fault } from './faults.mjs'

const nodeVersion = '22.23.3'
const npmVersion = '11.21.2'
const bin = path.join(runtimeDir, 'node_modules/.bin')
const node = path.join(bin, 'node')

/** Everything after us finds this Node first, whatever else is installed. */
export function useThisNode() {
  process.env.PATH = [path.dirname(process.execPath), process.env.PATH].join(path.delimiter)
}

/** The path of the fetched Node; fetched at most once. */
export async function fetchRuntime({ progress, stops }) {
  if (works(bin)) return node
  const step = progress.step('runtime', `fetching Node ${nodeVersion} (this one is ${process.versions.node})`)
  // The platform's package holds the binary; the package `node` would only fetch it by an install script.
  const packages = [`node-linux-${process.arch}@${nodeVersion}`, `npm@${npmVersion}`]
  const fresh = path.join(runtimeDir, `node-${process.pid}.tmp`)
  try {
    sweep()
    fs.mkdirSync(fresh, { recursive: true })
    fs.writeFileSync(path.join(fresh, 'package.json'), '{"private":true}\n')
    await npm({
      what: `Fetching Node ${nodeVersion}`,
      args: ['install', '--prefix', fresh, '--no-save', '--no-package-lock'].concat(packages),
      cwd: fresh,
      stops,
    })
    if (!works(path.join(fresh, 'node_modules/.bin'))) {
      throw new Fault(`The fetched Node ${nodeVersion} does not run here: install Node 22 or later yourself`)
    }
    // Another launcher may have been faster, and run from there by now.
    if (!works(bin)) {
      const target = path.join(runtimeDir, 'node_modules')
      remove(target)
      fs.renameSync(path.join(fresh, 'node_modules'), target)
    }
  } finally {
    remove(fresh)
  }
  step.done(
    `Node ${nodeVersion} and npm ${npmVersion}, fetched from the npm registry into ${show(runtimeDir)}`,
  )
  return node
}

function works(dir) {
  const said = spawnSync(path.join(dir, 'node'), ['--version'], { encoding: 'utf8', timeout: 10000 })
  return said.status === 0 && said.stdout.trim() === `v${nodeVersion}` && npmIsThere(dir)
}

function npmIsThere(dir) {
  try {
    const file = path.join(dir, '../npm/package.json')
    return JSON.parse(fs.readFileSync(file, 'utf8')).version === npmVersion
  } catch {
    return false
  }
}

/** Downloads that were cut off by a kill. */
function sweep() {
  let names = []
  try {
    names = fs.readdirSync(runtimeDir)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  for (const name of names) {
    const pid = /^node-(\d+)\.tmp$/.exec(name)
    if (pid && !alive(Number(pid[1]))) remove(path.join(runtimeDir, name))
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function remove(dir) {
  if (fs.rmSync) fs.rmSync(dir, { recursive: true, force: true })
  else if (fs.existsSync(dir)) fs.rmdirSync(dir, { recursive: true })
}

/** Runs the launcher under another Node and takes over its exit code. */
export function runUnder(file, args) {
  const env = Object.assign({}, process.env, {
    PATH: [path.dirname(file), process.env.PATH].join(path.delimiter),
    // It watches us: when we are killed it stops everything in order.
    TRAFFIX_WATCH_PARENT: String(process.pid),
  })
  const child = spawn(file, [launchFile].concat(args), { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code => resolve(code === null ? 1 : code))
  })
}
