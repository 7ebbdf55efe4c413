import type { Bus } from '#bus/connect.ts'
import { createSlots } from '#bus/slots.ts'
import type { Db } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { Guard } from '../http/guard.ts'
import type { Principals } from '../door/principals.ts'
import { type TemplatedApp, uws } from '../uws.ts'
import { createCommands } from './commands.ts'
import type { Figures } from '../live/figures.ts'
import type { Ticker } from '../live/ticker.ts'
import type { SocketData } from './connection.ts'
import { createConnections, type SocketTiming } from './connections.ts'
import { createPump } from './pump.ts'
import { createTopicRegistry, type Sources } from './topics.ts'
import { createUpgrade } from './upgrade.ts'

type Deps = {
  db: Pick<Db, 'logins'>
  bus: Bus
  guard: Guard
  principals: Principals
  sources: Sources
  ticker: Ticker
  figures: Figures
  /** How often a socket is pinged, how long it may be silent, how often it is asked about; others in a test. */
  timing?: Partial<SocketTiming> | undefined
  log: Log
}
const usualTiming = { pingMs: Limits.wsPingMs, idleMs: Limits.wsIdleMs, recheckMs: 30_000 }

/** Four times the limit still reaches us, so that a frame that is too large is told so before the close. */
const hardFrameBytes = Limits.wsFrameBytes * 4

/*
 * browser --upgrade--> guard --> connection --commands--> topics
 *                                connection <--pump, reliable-- topics
 */
export function mountSocket(app: TemplatedApp, deps: Deps) {
  const { db, bus, guard, principals, sources, ticker, figures, log } = deps
  const timing = { ...usualTiming, ...deps.timing }
  const slots = (name: string, max: number) => createSlots(bus, { name, max, ttlMs: Limits.wsIdleMs, log })
  const users = slots('ws:user', Limits.wsConnectionsAUser)
  const addresses = slots('ws:address', Limits.wsConnectionsAnAddress)
  const pump = createPump({ figures, log })
  const registry = createTopicRegistry({ sources, ticker, pump })
  const onChanged = registry.prune
  const connections = createConnections({ principals, bus, users, addresses, onChanged, timing, log })
  const commands = createCommands({ registry, principals, logins: db.logins, guard })
  figures.watch({ connections: () => connections.count, topics: () => registry.count })
  const decoder = new TextDecoder()
  let stopping = false

  app.ws<SocketData>('/ws', {
    // Its own idle time counts what we send too, so `connections` looks at what was heard; this is a net under it.
    idleTimeout: 120,
    sendPingsAutomatically: false,
    maxPayloadLength: hardFrameBytes,
    maxBackpressure: Limits.wsBackpressureBytes,
    // One for all sockets: only large snapshots are compressed, and an idle socket pays nothing for it.
    compression: uws.SHARED_COMPRESSOR,
    upgrade: createUpgrade({
      guard,
      users,
      addresses,
      figures,
      stopping: () => stopping,
      upgradeSafely: connections.upgradeSafely,
    }),
    open(ws) {
      const { connection } = ws.getUserData()
      connection.opened(ws)
      connections.add(connection)
      if (stopping) connection.bye('restart')
    },
    message(ws, message, isBinary) {
      const { connection } = ws.getUserData()
      if (!connection.open) return
      connection.heard()
      if (isBinary || message.byteLength > Limits.wsFrameBytes) {
        const code = isBinary ? 'bad_request' : 'too_large'
        connection.refuse(null, code, `text frames of at most ${Limits.wsFrameBytes} bytes`)
        return connection.bye('protocol')
      }
      void commands.take(connection, decoder.decode(message)) // decoded now: the buffer is gone afterwards
    },
    drain(ws) {
      registry.drained(ws.getUserData().connection)
    },
    pong: ws => ws.getUserData().connection.heard(),
    ping: ws => ws.getUserData().connection.heard(),
    close(ws) {
      const { connection } = ws.getUserData()
      connection.closed()
      registry.leaveAll(connection)
      connections.remove(connection)
    },
  })

  return {
    async stop() {
      stopping = true
      await connections.leave()
    },
  }
}
