import { startBare } from './bare.ts'
import { type Fanout, type FromPeer, type ToPeer, topicNames } from './said.ts'
import { startSocketIo } from './socket-io.ts'
import { startWs } from './ws.ts'

/** One peer in a process of its own; it stops when its IPC closes. */
const kinds: Record<string, () => Promise<Fanout & { stop?(): Promise<void> }>> = {
  hub: () => import('./hub.ts').then(it => it.startHubPeer()),
  bare: startBare,
  ws: startWs,
  'socket.io': startSocketIo,
}
const start = kinds[process.argv[2] ?? '']
if (!start) throw new Error(`one of ${Object.keys(kinds).join(', ')}`)
const say = (message: FromPeer) => void process.send?.(message)

const peer = await start()
process.once('disconnect', () => void (peer.stop?.() ?? Promise.resolve()).then(() => process.exit(0)))
process.on('message', (asked: ToPeer) => {
  if (asked.do === 'usage') return tellUsage(asked.tidy)
  const topics = topicNames.slice(0, asked.topics)
  let tick = 0
  const timer = setInterval(() => {
    peer.publish(++tick, topics)
    if (tick < asked.ticks) return
    clearInterval(timer)
    say({ say: 'published' })
  }, asked.everyMs)
})
const { port, tokens = [] } = peer
say({ say: 'listening', port, tokens })

/** `tidy`: without its garbage, for a look at its memory. What CPU time collecting it takes is the peer's to pay. */
function tellUsage(tidy: boolean) {
  if (tidy) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  say({ say: 'usage', cpuMicros: user + system, rssBytes: process.memoryUsage.rss() })
}
