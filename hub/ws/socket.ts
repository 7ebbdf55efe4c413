import type { Bus } from '#bus/connect.ts'
import { createSlots } from '#bus/slots.ts'
import type { Db } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { Guard } from '../http/guard.ts'
import type { Principals } from '../door/principals.ts'
import { type TemplatedApp, uws } from '../uws.ts'
import { createCommands } from './commands.ts'
import { createConnection, type SocketData } from './connection.ts'
import { createConnections, type SocketTiming } from './connections.ts'
import { type Channels, createTopicRegistry } from './topics.ts'
import { createUpgrade } from './upgrade.ts'

type Deps = {
  db: Pick<Db, 'logins'>
  bus: Bus
  guard: Guard
  principals: Principals
  channels: Channels
  /** How often a socket is pinged, how long it may be silent, how often it is asked about; others in a test. */
  timing?: Partial<SocketTiming> | undefined
  log: Log
}
const usualTiming = { pingMs: Limits.wsPingMs, idleMs: Limits.wsIdleMs, recheckMs: 15_000 }

/** Four times the limit still reaches us, so that a frame that is too large is told so before the close. */
const hardFrameBytes = Limits.wsFrameBytes * 4

/*
 * browser --upgrade--> guard --> connection --commands--> topics
 *                                connection <--snapshots, deltas, bye-- hub
 */
export function mountSocket(app: TemplatedApp, deps: Deps) {
  const { db, bus, guard, principals, channels, log } = deps
  const timing = { ...usualTiming, ...deps.timing }
  const slots = (name: string, max: number) => createSlots(bus, { name, max, ttlMs: Limits.wsIdleMs, log })
  const users = slots('ws:user', Limits.wsConnectionsAUser)
  const addresses = slots('ws:address', Limits.wsConnectionsAnAddress)
  const registry = createTopicRegistry(channels)
  const onChanged = registry.prune
  const connections = createConnections({ principals, bus, users, addresses, onChanged, timing, log })
  const commands = createCommands({ registry, principals, logins: db.logins, guard })
  const decoder = new TextDecoder()
  let stopping = false

  app.ws<SocketData>('/ws', {
    // Its own idle time counts what we send too, so `connections` looks at what was heard; this is a net under it.
    idleTimeout: 120,
    sendPingsAutomatically: false,
    maxPayloadLength: hardFrameBytes,
    maxBackpressure: Limits.wsBackpressureBytes,
    compression: uws.DISABLED,
    upgrade: createUpgrade({
      guard,
      users,
      addresses,
      stopping: () => stopping,
      upgradeSafely: connections.upgradeSafely,
    }),
    open(ws) {
      const data = ws.getUserData()
      data.connection = createConnection(ws, data)
      connections.add(data.connection)
      if (stopping) data.connection.bye('restart')
    },
    message(ws, message, isBinary) {
      const { connection } = ws.getUserData()
      if (!connection?.open) return
      connection.heard()
      if (isBinary || message.byteLength > Limits.wsFrameBytes) {
        const code = isBinary ? 'bad_request' : 'too_large'
        connection.refuse(null, code, `text frames of at most ${Limits.wsFrameBytes} bytes`)
        return connection.bye('protocol')
      }
      void commands.take(connection, decoder.decode(message)) // decoded now: the buffer is gone afterwards
    },
    drain(ws) {
      const { connection } = ws.getUserData()
      if (connection) registry.drained(connection)
    },
    pong: ws => ws.getUserData().connection?.heard(),
    ping: ws => ws.getUserData().connection?.heard(),
    close(ws) {
      const { connection } = ws.getUserData()
      if (!connection) return
      connection.closed()
      registry.leaveAll(connection)
      connections.remove(connection)
    },
  })

  return {
    get count() {
      return connections.count
    },
    async stop() {
      stopping = true
      await connections.leave()
    },
  }
}
