import { fork } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '#bus/testing/eventually.ts'
import { startDevice } from '#proxy-edge/testing/device.ts'
import { createLatencies, type Latencies } from '../live/latencies.ts'
import { dial } from './dial.ts'
import type { Harm, Hostile } from './hostile-main.ts'
import { ours } from './ours.ts'
import { end, forked, usage } from './processes.ts'

const answerMs = 10_000

/** Hostile programs at all doors, and meanwhile a customer at each and a device, who must be served as ever. */
export async function runHostile(
  o: Pick<Hostile, 'seconds' | 'seed' | 'halfOpen' | 'together'> & {
    /** V8 gives back what it does not need in its own time. */
    settleMs: number
  },
) {
  const target = await forked<{ port: number }>('target-main.ts')
  const targetPort = target.said.port
  const system = await ours({ nodes: 1, targetPort })
  const ports = { socks: system.socks.port, http: system.httpPort, tunnel: system.tunnelPort }
  const rss = () => usage([system.edgePid]).rssBytes

  async function bySocks(): Promise<void> {
    const back = Promise.withResolvers<void>()
    const socket = await dial({ socks: system.socks, targetPort }, () => back.resolve())
    socket.on('error', back.reject)
    socket.write('e!')
    await back.promise
    socket.destroy()
  }
  async function byHttp(): Promise<void> {
    const { username, password } = system.socks
    const login = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    const asked = request({
      ...{ host: '127.0.0.1', port: system.httpPort, method: 'CONNECT', path: `127.0.0.1:${targetPort}` },
      headers: { 'proxy-authorization': login },
    }).end()
    const [res, socket] = (await once(asked, 'connect')) as [{ statusCode: number }, Socket]
    if (res.statusCode !== 200) throw new Error(`HTTP ${res.statusCode}`)
    socket.write('e!')
    await once(socket, 'data')
    socket.destroy()
  }
  /** One that is not known is told so: the door hears and answers. */
  async function byTunnel(): Promise<void> {
    const device = await startDevice({ port: system.tunnelPort })
    const { code } = await device.hears('refused')
    await device.kill()
    if (code !== 'unknown_device') throw new Error(code)
  }
  const ways = [bySocks, byHttp, byTunnel]
  const failed: string[] = []
  let most = 0
  async function ask(way: () => Promise<void>, latencies: Latencies): Promise<void> {
    const at = performance.now()
    const late = pause(answerMs, 'late' as const, { ref: false })
    const how = await Promise.race([way().then(() => null, String), late])
    if (how !== null) failed.push(`${way.name}: ${how}`)
    latencies.add(performance.now() - at)
    most = Math.max(most, rss())
  }
  async function askUntil(over: () => boolean, eachMs: number): Promise<Latencies> {
    const latencies = createLatencies()
    for (let i = 0; !over(); i++) {
      await ask(ways[i % ways.length]!, latencies)
      await pause(eachMs)
    }
    return latencies
  }

  /** Until all of them have gone, and the edge holds nothing of them. */
  async function wave(seconds: number, settleMs: number) {
    const bad = fork(join(import.meta.dirname, 'hostile-main.ts'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    bad.send({ ...o, seconds, ports } satisfies Hostile)
    let harm: Harm | null = null
    bad.once('message', said => (harm = said as Harm))
    const latencies = await askUntil(() => harm !== null || !bad.connected, 100)
    bad.kill()
    if (harm === null) throw new Error('the hostile ones ended by themselves')
    await eventually(async () => {
      for (const name of ['guests', 'strangers', 'sessions']) {
        const left = await system.metric(`traffix_edge_${name}`)
        if (left > 0) throw new Error(`${left} ${name} are left`)
      }
    })
    const settled = performance.now() + settleMs
    await askUntil(() => performance.now() > settled, 50)
    return { harm: harm as Harm, latencies, rssBytes: rss() }
  }

  try {
    let asks = 300
    const before = rss()
    const quiet = await askUntil(() => asks-- === 0, 0)
    // The allocator keeps what it got at the first meeting with such people, for the next one: that may not add to it.
    const first = await wave(o.seconds, o.settleMs)
    const { harm, latencies, rssBytes } = await wave(o.seconds, o.settleMs)
    const took = (of: Latencies) => ({ p50Ms: of.at(0.5), p99Ms: of.at(0.99) })
    return {
      ...{ harm, asked: latencies.count, failed, quiet: took(quiet), attacked: took(latencies) },
      ...{ tunnels: await system.metric('traffix_edge_tunnels') },
      rssBytes: { before, first: first.rssBytes, most, after: rssBytes },
      heapBytes: await system.metric('nodejs_heap_size_total_bytes'),
    }
  } finally {
    await system.stop()
    await end(target.child)
  }
}
