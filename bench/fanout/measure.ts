import { setTimeout as pause } from 'node:timers/promises'
import { openReaders } from './readers.ts'
import type { Peer } from './peers.ts'

export type Plan = {
  readers: number
  topics: number
  everyMs: number
  ticks: number
  /** Before those that count: until the code that is run most is compiled, and what follows so many logins is over. */
  warmTicks: number
}
/** So long it is looked at what the server does of its own accord: pings, rechecks, heartbeats. */
const restMs = 4_000
export type Run = {
  messages: number
  bytesAMessage: number
  /** Of the server's process, for a million messages handed to readers. */
  cpuSecondsAMillion: number
  /** The same without what it also uses when it has nothing to say to these readers. */
  netCpuSecondsAMillion: number
  /** That, as a share of a core. */
  restingCpu: number
  p50Ms: number
  p99Ms: number
}

/** From silence to silence, so that every message of the window is counted and none of another one. */
export async function measure(peer: Peer, { readers, warmTicks, ...plan }: Plan): Promise<Run> {
  const crowd = await openReaders(peer, readers)
  try {
    const aTick = readers * plan.topics
    crowd.subscribe()
    await crowd.quiet(0)
    const warm = crowd.heard
    await peer.publish({ ...plan, ticks: warmTicks })
    await crowd.quiet(warm + warmTicks * aTick)
    const restingCpu = await resting(peer)
    crowd.takeLatencies()

    const bytes = () => crowd.sockets.reduce((sum, socket) => sum + socket.bytes, 0)
    const before = { heard: crowd.heard, bytes: bytes(), ...(await peer.usage(false)) }
    const beganAt = performance.now()
    await peer.publish(plan)
    await crowd.quiet(before.heard + plan.ticks * aTick)
    const { cpuMicros } = await peer.usage(false)
    const usedMicros = cpuMicros - before.cpuMicros
    const windowMicros = (performance.now() - beganAt) * 1_000
    const messages = crowd.heard - before.heard
    const latencies = crowd.takeLatencies()
    const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
    return {
      messages,
      bytesAMessage: (bytes() - before.bytes) / messages,
      cpuSecondsAMillion: usedMicros / messages,
      netCpuSecondsAMillion: (usedMicros - restingCpu * windowMicros) / messages,
      restingCpu,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
    }
  } finally {
    await crowd.close()
  }
}

async function resting(peer: Peer): Promise<number> {
  const before = await peer.usage(false)
  const at = performance.now()
  await pause(restMs)
  const { cpuMicros } = await peer.usage(false)
  return (cpuMicros - before.cpuMicros) / 1_000 / (performance.now() - at)
}

/** What an open connection that hears nothing costs, in a process that has never had more. */
export async function measureIdle(
  start: () => Promise<Peer>,
  connections: number,
): Promise<{ bytesAConnection: number }> {
  const peer = await start()
  try {
    const first = await openReaders(peer, Math.min(100, connections))
    const before = await peer.usage(true)
    const most = await openReaders(peer, connections, 100)
    await most.quiet(0)
    const { rssBytes } = await peer.usage(true)
    await Promise.all([first.close(), most.close()])
    return { bytesAConnection: (rssBytes - before.rssBytes) / connections }
  } finally {
    await peer.stop()
  }
}
