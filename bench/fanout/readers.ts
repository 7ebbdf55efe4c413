import { setTimeout as pause } from 'node:timers/promises'
import { openCrowd } from '../live/crowd.ts'
import type { Peer } from './peers.ts'

/** Only tells a hang from a slow machine. */
const deadlineMs = 120_000
const sampleEvery = 61
const atMark = Buffer.from('"at":')
const atDigits = 13

/** All readers of one peer, and what they have heard together. */
export async function openReaders(peer: Peer, count: number, from = 0) {
  let heard = 0
  let sampled = 0
  let latencies: number[] = []
  const text = (payload: Buffer, socket: Parameters<Peer['counts']>[1]) => {
    const messages = peer.counts(payload, socket)
    if (messages === 0) return
    heard += messages
    sampled += messages
    if (sampled < sampleEvery) return
    sampled = 0
    const from = payload.indexOf(atMark) + atMark.length
    latencies.push(Date.now() - Number(payload.toString('latin1', from, from + atDigits)))
  }
  const sockets = await openCrowd(
    count,
    n => peer.target(peer.port, from + n, peer.tokens),
    () => ({ text }),
  )

  return {
    sockets,
    subscribe() {
      if (peer.opened) for (const socket of sockets) peer.opened(socket)
    },
    get heard() {
      return heard
    },
    takeLatencies() {
      const taken = latencies.sort((a, b) => a - b)
      latencies = []
      return taken
    },
    /** Until they have heard so many, and then nothing more for a while. */
    async quiet(atLeast: number, forMs = 300) {
      const deadline = performance.now() + deadlineMs
      for (;;) {
        const before = heard
        await pause(forMs)
        if (heard >= atLeast && heard === before) return
        if (performance.now() > deadline) throw new Error(`${peer.name}: ${heard} heard of ${atLeast}`)
      }
    },
    async close() {
      for (const socket of sockets) socket.cut()
      await pause(500) // the server is told by the kernel
    },
  }
}
