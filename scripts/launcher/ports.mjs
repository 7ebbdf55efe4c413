// Ports: taken or free, and whose. Checked before anything is started.
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { readJson, writeJson } from './data.mjs'
import { Fault } from './faults.mjs'
import { commandOf } from './parents.mjs'

/** Every port that the system offers: its variable, where it listens. */
export const publicPorts = [
  { name: 'hub', what: 'the hub', variable: 'HUB_PORT', hostVariable: 'HUB_HOST', port: 8080 },
  { name: 'socks', what: 'SOCKS5', variable: 'EDGE_SOCKS_PORT', hostVariable: 'EDGE_HOST', port: 1080 },
  { name: 'http', what: 'the HTTP proxy', variable: 'EDGE_HTTP_PORT', hostVariable: 'EDGE_HOST', port: 8888 },
  {
    name: 'tunnel',
    what: 'node tunnels',
    variable: 'EDGE_TUNNEL_PORT',
    hostVariable: 'EDGE_HOST',
    port: 7443,
  },
  { name: 'edgeOps', what: "the edge's health and metrics", variable: 'EDGE_OPS_PORT', port: 9101 },
  { name: 'ledgerOps', what: "the ledger's health and metrics", variable: 'LEDGER_OPS_PORT', port: 9102 },
]
export const vitePort = {
  name: 'vite',
  what: "Vite's development server",
  variable: 'WEB_DEV_PORT',
  port: 5173,
}

/** Listens and lets go: null when free, else the error's code. */
export function tryPort(port, host = '127.0.0.1') {
  return new Promise(resolve => {
    const server = net.createServer()
    server.once('error', error => resolve({ code: error.code }))
    server.listen({ port, host, exclusive: true }, () => {
      const found = server.address().port
      server.close(() => resolve({ code: null, port: found }))
    })
  })
}

/** Checks all of them and names every one that is taken. A port given as 0 becomes a free one. */
export async function checkPorts(entries, env) {
  const ports = {}
  const faults = []
  for (const entry of entries) {
    const given = env[entry.variable] || String(entry.port)
    if (!/^\d{1,5}$/.test(given) || Number(given) > 65535) {
      faults.push(`${entry.variable} is "${given}": it takes a port number from 0 to 65535`)
      continue
    }
    const hosts = ((entry.hostVariable && env[entry.hostVariable]) || '127.0.0.1')
      .split(',')
      .map(it => it.trim())
    const host = hosts[0]
    let { code, port } = await tryPort(Number(given), host)
    for (const other of hosts.slice(1)) if (!code) code = (await tryPort(port, other)).code
    if (code) faults.push(portFault(code, { ...entry, port: Number(given), host }))
    else if (Object.values(ports).includes(port))
      faults.push(`${entry.variable}: port ${port} is asked for twice`)
    else ports[entry.name] = port
  }
  if (faults.length) throw new Fault(faults.join('; '))
  return ports
}

export function portFault(code, { port, host, what, variable, hostVariable }, holder = holderOf(port)) {
  if (code === 'EADDRINUSE') {
    return `Port ${port} for ${what} is in use${holder ? ` by ${holder}` : ''}: stop it, or set ${variable} to another`
  }
  if (code === 'EACCES')
    return `Port ${port} for ${what} needs more rights than this user has: set ${variable} to another`
  return `${what} cannot listen on ${host}:${port} (${code}): correct ${hostVariable || variable}`
}

export const privatePorts = [
  { name: 'postgres', what: 'PostgreSQL', variable: 'TRAFFIX_PG_PORT', usual: 54329 },
  { name: 'redis', what: 'Redis', variable: 'TRAFFIX_REDIS_PORT', usual: 63790 },
]

/** A private server's port: the variable's, else the remembered one, else the usual one, else any free one. */
export async function privatePort(dir, { name, what, variable, usual }, env) {
  if (env[variable]) return (await checkPorts([{ name, what, variable, port: usual }], env))[name]
  const file = path.join(dir, 'ports.json')
  const kept = readKept(file)
  for (const candidate of [Number(kept[name]) || usual, usual, 0]) {
    const { code, port } = await tryPort(candidate)
    if (code) continue
    if (kept[name] !== port) writeJson(file, { ...kept, [name]: port })
    return port
  }
  throw new Fault(`No port is free for ${what}`)
}

/** Only a habit: a damaged file is as good as none. */
function readKept(file) {
  try {
    return readJson(file)
  } catch {
    return {}
  }
}

/** Who listens there, as far as this user may know. */
export function holderOf(port) {
  if (process.platform !== 'linux') return ''
  try {
    const inodes = new Set(['tcp', 'tcp6'].flatMap(table => listeners(table, port)))
    for (const pid of fs.readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      if (holds(pid, inodes)) return `${path.basename(commandOf(pid).split(' ')[0])} (pid ${pid})`
    }
  } catch {
    // A hint, not more.
  }
  return ''
}

function listeners(table, port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const rows = fs.readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1)
  return rows
    .map(row => row.trim().split(/\s+/))
    .filter(row => row[3] === '0A' && row[1].endsWith(`:${hex}`))
    .map(row => `socket:[${row[9]}]`)
}

function holds(pid, inodes) {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`).some(fd => {
      try {
        return inodes.has(fs.readlinkSync(`/proc/${pid}/fd/${fd}`))
      } catch {
        return false
      }
    })
  } catch {
    return false
  }
}
