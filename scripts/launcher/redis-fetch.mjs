// A redis-server from Debian's or Ubuntu's own packages, unpacked into .runtime: no root, nothing installed.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { checkSpace } from './data.mjs'
import { Fault, Interrupted, toolFault } from './faults.mjs'
import { show } from './paths.mjs'
import { runTool } from './run.mjs'

const what = 'Fetching Redis'
const needBytes = 200e6

export const how =
  'There is no redis-server or valkey-server on PATH (7 or later): install one with your package manager, or set REDIS_URL'

/** Fills `target` with an unpacked redis-server. */
export async function fetchRedis({ target, stops, step }) {
  if (spawnSync('apt-get', ['--version']).status !== 0 || spawnSync('dpkg', ['--version']).status !== 0) {
    throw new Fault(how)
  }
  checkSpace(path.dirname(target), needBytes)
  const work = `${target}.tmp`
  const unpacked = path.join(work, 'root')
  fs.rmSync(work, { recursive: true, force: true })
  for (const dir of ['state/lists/partial', 'cache/archives/partial', 'deb', 'root']) {
    fs.mkdirSync(path.join(work, dir), { recursive: true })
  }
  try {
    const apt = args => runApt(work, args, stops)
    step.note('reading the package lists of this system')
    // One broken source among the system's must not stop us: whether ours is there, the download tells.
    await apt(['update'])
    await add(apt, work, ['redis-server', 'redis-tools'], step, stops)
    // What the system itself lacks: slim images have neither libssl3 nor libatomic1.
    for (let round = 0; round < 5; round++) {
      const missing = missingLibraries(unpacked)
      if (!missing.length) break
      for (const names of missing.map(packagesOf)) await addFirst(apt, work, names, step, stops)
    }
    if (redisIn(unpacked) === null) throw new Fault(`The fetched redis-server does not run here. ${how}`)
    fs.rmSync(target, { recursive: true, force: true })
    fs.renameSync(unpacked, target)
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
}

async function runApt(work, args, stops) {
  const options = [
    `Dir::State=${work}/state`,
    `Dir::State::Lists=${work}/state/lists`,
    `Dir::Cache=${work}/cache`,
    'Dir::State::status=/var/lib/dpkg/status',
    'Debug::NoLocking=1',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
    'Acquire::Languages=none',
    // As root apt would become `_apt`, who may not enter our folder.
    'APT::Sandbox::User=root',
  ]
  return runTool({
    name: 'apt-get',
    file: 'apt-get',
    args: [...options.flatMap(option => ['-o', option]), '-q', ...args],
    cwd: path.join(work, 'deb'),
    env: { ...process.env, LC_ALL: 'C' },
    stops,
    timeoutMs: 180_000,
  }).then(result => {
    if (stops.closed) throw new Interrupted()
    return result
  })
}

function must({ code, output }) {
  if (code !== 0)
    throw toolFault(
      what,
      output.replace(/^W:.*$/gm, ''),
      'Or install redis-server yourself, or set REDIS_URL',
    )
}

async function add(apt, work, names, step, stops) {
  step.note(`downloading ${names.join(', ')}`)
  must(await apt(['download', ...names]))
  const dir = path.join(work, 'deb')
  for (const deb of fs.readdirSync(dir)) {
    const file = path.join(dir, deb)
    const args = ['-x', file, path.join(work, 'root')]
    const { code, output } = await runTool({ name: 'dpkg', file: 'dpkg', args, stops, timeoutMs: 60_000 })
    if (stops.closed) throw new Interrupted()
    if (code !== 0) throw toolFault(what, output)
    fs.rmSync(file)
  }
}

/** The same library has another package name since the 64-bit time_t change; the first that exists is taken. */
async function addFirst(apt, work, names, step, stops) {
  for (const name of names) {
    const { code } = await apt(['download', '--print-uris', name])
    if (code === 0) return add(apt, work, [name], step, stops)
  }
  throw new Fault(`${what}: this system has no package ${names[0]}. ${how}`)
}

/** Debian names a library's package after its soname: libssl.so.3 is in libssl3, libzstd.so.1 in libzstd1. */
export function packagesOf(soname) {
  const fixed = { 'libcrypto.so.3': 'libssl3', 'libgcc_s.so.1': 'libgcc-s1' }[soname]
  const [, stem, version] = /^(.+?)\.so\.?(.*)$/.exec(soname)
  const clean = stem.toLowerCase().replaceAll('_', '-')
  const name = fixed ?? `${clean}${/\d$/.test(clean) && version ? '-' : ''}${version}`
  return [name, `${name}t64`]
}

function missingLibraries(dir) {
  const file = path.join(dir, 'usr/bin/redis-server')
  const { stdout } = spawnSync('ldd', [file], {
    encoding: 'utf8',
    env: { ...process.env, ...libraries(dir) },
  })
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map(match => match[1])
}

/** Where the unpacked libraries are, for the loader. */
export function libraries(dir) {
  const places = ['usr/lib', 'lib'].flatMap(at => {
    const base = path.join(dir, at)
    if (!fs.existsSync(base)) return []
    const triplets = fs.readdirSync(base).filter(name => /-linux-gnu/.test(name))
    return triplets.map(name => path.join(base, name))
  })
  return places.length ? { LD_LIBRARY_PATH: places.join(':') } : {}
}

/** `{file, env, version}` of an unpacked one that runs; else null. */
export function redisIn(dir) {
  for (const name of ['redis-server', 'valkey-server']) {
    const file = path.join(dir, 'usr/bin', name)
    const env = libraries(dir)
    const version = versionOf(file, env)
    if (version) return { file, env, version, from: show(dir) }
  }
  return null
}

export function versionOf(file, env = {}) {
  const said = spawnSync(file, ['--version'], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 5000,
  })
  return /v=(\d+\.\d+(\.\d+)?)/.exec(said.stdout ?? '')?.[1] ?? null
}
