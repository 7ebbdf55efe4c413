// A private Redis (or Valkey) on loopback, its data kept in our folder.
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { Fault, Interrupted } from './faults.mjs'
import { inTurn } from './lock.mjs'
import { doesNotStart, openLog } from './logs.mjs'
import { runtimeDir, show } from './paths.mjs'
import { fetchRedis, redisIn, versionOf } from './redis-fetch.mjs'
import { endStale, pidIn, runsWith } from './stale.mjs'
import { supervise, untilReady } from './supervise.mjs'

const readyMs = 60_000
const oldest = 7

/** `{file, env, version, from, fetched}`: how to run a redis-server on this machine. */
export async function findRedis({ stops, step }) {
  for (const dir of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of ['redis-server', 'valkey-server']) {
      const file = path.join(dir, name)
      const version = fs.existsSync(file) ? versionOf(file) : null
      if (version && Number.parseInt(version, 10) >= oldest) return { file, env: {}, version, from: file }
    }
  }
  const target = path.join(runtimeDir, 'redis')
  const there = redisIn(target)
  if (there) return there
  return inTurn(path.join(runtimeDir, 'redis.lock'), 'fetching Redis', { stops, step }, async () => {
    if (redisIn(target)) return redisIn(target)
    await fetchRedis({ target, stops, step })
    return { ...redisIn(target), fetched: true }
  })
}

export async function startRedis({ redis, dir, port, password, logs, stops, say }) {
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  const config = path.join(dir, 'redis.conf')
  // In a file, not in arguments: those are for everyone to read.
  fs.writeFileSync(config, configText({ dir, port, password }), { mode: 0o600 })
  const log = openLog(logs, 'redis')
  const server = supervise({
    name: 'redis',
    command: () => ({
      file: redis.file,
      args: [config],
      cwd: dir,
      env: { ...process.env, ...redis.env, LC_ALL: 'C' },
    }),
    prepare: () => endStaleRedis(dir),
    log,
    stops,
    say,
  })
  const ready = await untilReady(server, () => answers({ port, password }), { stops, timeoutMs: readyMs })
  if (stops.closed) throw new Interrupted()
  if (!ready) {
    throw doesNotStart({
      what: 'Redis',
      dir,
      log,
      words: /Fatal|Bad file|can't|error|No space/i,
      advice: `move ${show(dir)} away: what Redis holds is rebuilt`,
    })
  }
  return { url: `redis://:${password}@127.0.0.1:${port}`, server }
}

function configText({ dir, port, password }) {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(dir)}`,
    `pidfile ${JSON.stringify(path.join(dir, 'redis.pid'))}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    '',
  ].join('\n')
}

export function endStaleRedis(dir) {
  const pid = pidIn(path.join(dir, 'redis.pid'))
  // It rewrites its title to `redis-server 127.0.0.1:<port>`, so its folder is asked for instead.
  const ours = process.platform === 'linux' ? at => worksIn(at, dir) : runsWith(/redis|valkey/, 'redis')
  return endStale(pid, ours, [
    ['SIGTERM', 10_000],
    ['SIGKILL', 2_000],
  ])
}

function worksIn(pid, dir) {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(dir)
  } catch {
    return false
  }
}

/** AUTH and PING; a server that still loads its data answers `-LOADING`. */
function answers({ port, password }) {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1')
    let said = ''
    const end = value => {
      socket.destroy()
      resolve(value)
    }
    socket.setTimeout(2_000, () => end(false))
    socket.on('error', () => end(false))
    socket.on('close', () => end(false))
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`))
    socket.on('data', chunk => {
      said += chunk
      if (said.includes('+PONG')) end(true)
      else if (/-(LOADING|ERR|WRONGPASS|NOAUTH)/.test(said)) end(false)
    })
  })
}

/** REDIS_URL is somebody else's server. Only a plain one can be tried here; the rest is for the services. */
export async function checkRedisUrl(url) {
  if (!/^rediss?:\/\//.test(url) || url.includes(',') || !URL.canParse(url)) return
  const { hostname, port } = new URL(url)
  await new Promise((resolve, reject) => {
    const fail = reason => reject(new Fault(`REDIS_URL does not work: ${reason}`))
    const socket = net.connect(Number(port) || 6379, hostname.replace(/^\[|\]$/g, ''))
    socket.setTimeout(5_000, () => fail(`${hostname} does not answer`))
    socket.on('error', error => fail(error.message || error.code))
    socket.on('connect', () => resolve(socket.destroy()))
  })
}
