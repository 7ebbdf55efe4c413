// What the services are told. A variable that the user has set wins over ours.
import path from 'node:path'
import { cleanEnv } from './npm.mjs'
import { Fault } from './faults.mjs'

const off = /^(0|false|no|off)$/
const loopback = /^(127\.\d+\.\d+\.\d+|localhost|::1|\[::1\])$/

/** Demo logins are known to everyone: they exist on loopback and in a database of ours only. */
export function demoWanted({ noDemo }, env) {
  if (noDemo || off.test(env.TRAFFIX_DEMO || '')) return false
  if (!loopback.test(env.HUB_HOST || '127.0.0.1')) {
    throw new Fault(
      `HUB_HOST is ${env.HUB_HOST}, but the demo exists only on loopback: start with \`npm start -- --no-demo\``,
    )
  }
  if (env.DATABASE_URL && !loopback.test(hostOf(env.DATABASE_URL))) return false
  return true
}

function hostOf(url) {
  return URL.canParse(url) ? new URL(url).hostname : ''
}

export function serviceEnv({ data, databaseUrl, redisUrl, ports, secrets, demo, publicUrl }, env) {
  const host = env.HUB_HOST || '127.0.0.1'
  // The demo's nodes may reach the demo's own target, and nothing else on this machine.
  const target = demo
    ? { EDGE_ALLOW_TARGETS: `127.0.0.1/32:${ports.target}`, PROXY_TEST_URL: targetUrl(ports) }
    : {}
  const defaults = {
    ...target,
    PUBLIC_URL:
      publicUrl ?? `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : bracket(host)}:${ports.hub}`,
    HUB_HOST: host,
    EDGE_ID: 'edge-1',
    EDGE_REGION: 'local',
    MAIL_FROM: 'Traffix Node <no-reply@localhost>',
    LOG_LEVEL: 'info',
    TRAFFIX_SECRET: secrets.traffix,
  }
  return {
    ...defaults,
    ...withoutEmpty(cleanEnv(env)),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    HUB_PORT: String(ports.hub),
    EDGE_SOCKS_PORT: String(ports.socks),
    EDGE_HTTP_PORT: String(ports.http),
    EDGE_TUNNEL_PORT: String(ports.tunnel),
    EDGE_DATA: withoutEmpty(env).EDGE_DATA ?? path.join(data, 'edge'),
    EDGE_OPS_PORT: String(ports.edgeOps),
    LEDGER_OPS_PORT: String(ports.ledgerOps),
    TRAFFIX_DATA: data,
    TRAFFIX_DEMO: demo ? '1' : '0',
  }
}

/** What the demo's customers fetch. */
export const targetUrl = ports => `http://127.0.0.1:${ports.target}/`

/** An empty variable is one that is not set. */
function withoutEmpty(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

export function bracket(host) {
  return host.includes(':') ? `[${host}]` : host
}
