// Our own processes: the work before them (schema, first logins), then hub, edge and ledger.
import fs from 'node:fs'
import { Fault, Interrupted, lastLine } from './faults.mjs'
import { bracket } from './environment.mjs'
import { followLog, lastFault, openLog, worthSeeing } from './logs.mjs'
import { root, show } from './paths.mjs'
import { runTool } from './run.mjs'
import { badConfig, supervise, untilReady } from './supervise.mjs'

const readyMs = 60_000

/**
 * In the order of their start; they stop in reverse, so the edge's last usage finds a ledger. `without`: what is none
 * of its business, as in docker/systemd; the edge faces the world.
 */
export function servicesOf(env) {
  return [
    {
      name: 'ledger',
      entry: 'ledger/main.ts',
      ready: `http://127.0.0.1:${env.LEDGER_OPS_PORT}/ready`,
      without: ['TRAFFIX_SECRET', 'SMTP_URL', 'POSTGRES_PASSWORD'],
    },
    {
      name: 'hub',
      entry: 'hub/main.ts',
      ready: `http://${reachable(env.HUB_HOST)}:${env.HUB_PORT}/ready`,
      without: [],
    },
    {
      name: 'edge',
      entry: 'proxy-edge/main.ts',
      ready: `http://127.0.0.1:${env.EDGE_OPS_PORT}/ready`,
      without: ['DATABASE_URL', 'TRAFFIX_SECRET', 'SMTP_URL', 'POSTGRES_PASSWORD'],
      // It lets sessions finish first.
      stopMs: 32_000,
    },
  ]
}

function reachable(host) {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : bracket(host)
}

/** A program of ours that does its work and ends; gives what it printed on stdout. */
export async function runOnce({ what, entry, env, stops }) {
  const { code, output, stdout } = await runTool({
    name: entry,
    file: process.execPath,
    args: [entry],
    cwd: root,
    env,
    stops,
    timeoutMs: 180_000,
  })
  if (stops.closed) throw new Interrupted()
  if (code === 0) return stdout
  const said = lastLine(output)
  throw new Fault(code === badConfig ? said : `${what}: ${(worthSeeing(said) ?? said) || `status ${code}`}`)
}

/** Starts all of them and waits until each says it is ready. */
export const startServices = ({ env, ...parts }) => startAll(servicesOf(env), { env, ...parts })

export async function startAll(services, { env, logs, stops, say, step }) {
  const started = services.map(service => {
    const log = openLog(logs, service.name)
    return { ...service, process: startService(service, { env, log, stops, say }) }
  })
  for (const service of started) {
    step.note(`waiting for the ${service.name}`)
    // What listens nowhere is ready when it has started.
    const ready = await untilReady(service.process, () => !service.ready || isReady(service.ready), {
      stops,
      timeoutMs: readyMs,
    })
    if (stops.closed) throw new Interrupted()
    if (!ready) throw await failed(service)
  }
  // Only now: what keeps one from starting is told once, as the fault.
  for (const { name, process } of started) stops.add(`${name}'s log`, followLog(name, process.log.file, say))
  return started
}

function startService({ name, entry, args = [], without, stopMs }, { env, log, stops, say }) {
  const own = { ...env }
  for (const variable of without) delete own[variable]
  const command = () => ({ file: process.execPath, args: [entry, ...args], cwd: root, env: own })
  return supervise({ name, command, stopMs, log, stops, say })
}

async function isReady(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}

async function failed({ name, ready, process: { failure, log } }) {
  const reason = lastFault(fs.readFileSync(log.file, 'utf8'))
  if (failure?.code === badConfig) return new Fault(reason)
  if (failure)
    return new Fault(
      `The ${name} does not start: ${reason || `status ${failure.code}`} (log: ${show(log.file)})`,
    )
  const answer = await fetch(ready, { signal: AbortSignal.timeout(2_000) }).then(
    response => response.text(),
    () => 'no answer',
  )
  return new Fault(
    `The ${name} is not ready after ${readyMs / 1000} s: ${answer.slice(0, 200)} (log: ${show(log.file)})`,
  )
}
