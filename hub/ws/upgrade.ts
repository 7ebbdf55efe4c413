import { randomUUID } from 'node:crypto'
import type { Slots } from '#bus/slots.ts'
import { Refusal } from '#protocol/errors.ts'
import { bearerPrefix, socketProtocol } from '#protocol/socket.ts'
import { broughtBy } from '../http/access-token.ts'
import type { Guard } from '../http/guard.ts'
import { sendRefusal } from '../http/reply.ts'
import { networkOf, readRequest } from '../http/request.ts'
import type { HttpRequest, HttpResponse } from '../uws.ts'
import type { Figures } from '../live/figures.ts'
import { Connection, type SocketData } from './connection.ts'
import { createTurnstile } from './turnstile.ts'

type Deps = {
  guard: Guard
  users: Slots
  addresses: Slots
  figures: Figures
  stopping(): boolean
  upgradeSafely(res: HttpResponse, upgrade: () => void): void
}

/** Its place among the sockets of its user: devices are counted by their sessions (hub/live/presence.ts). */
export const memberOf = ({ session, id }: { session: string; id: string }) => `${session}/${id}`

/** Nobody knows when one of the others is closed; asking this often harms nobody. */
const retryAfterMs = 5_000
/**
 * Ten thousand come back at once after a restart. Looked at all together, each step of theirs would hold the loop for
 * seconds, and what the hub asked of Redis and PostgreSQL meanwhile would run out of time.
 */
const atOnce = 100

/** Everything is decided before the upgrade: whoever may not come in never becomes a socket. */
export function createUpgrade({ guard, users, addresses, figures, stopping, upgradeSafely }: Deps) {
  const through = createTurnstile(atOnce)
  return (res: HttpResponse, req: HttpRequest, context: Parameters<HttpResponse['upgrade']>[4]) => {
    const request = readRequest(req, 0)
    const key = req.getHeader('sec-websocket-key')
    const extensions = req.getHeader('sec-websocket-extensions')
    const offered = req
      .getHeader('sec-websocket-protocol')
      .split(',')
      .map(s => s.trim())
    const address = networkOf(guard.address(res, request))
    let gone = false
    res.onAborted(() => void (gone = true))

    async function decide(): Promise<Connection> {
      if (stopping()) throw new Refusal('unavailable', { retryAfterMs: 1_000 })
      if (request.origin && !guard.isOwnOrigin(request.origin)) throw new Refusal('foreign_origin')
      const bearer = offered.find(p => p.startsWith(bearerPrefix))?.slice(bearerPrefix.length)
      const login = bearer ? { authorization: `Bearer ${bearer}`, cookie: '' } : request
      const who = await guard.who(login)
      const id = randomUUID()
      const { session, me, tokenExpiresAt } = who
      const member = memberOf({ session, id })
      if (!(await users.take(me.id, member))) throw new Refusal('too_many_connections', { retryAfterMs })
      if (!(await addresses.take(address, id))) {
        void users.release(me.id, member)
        throw new Refusal('too_many_connections', { retryAfterMs })
      }
      return new Connection({ id, session, via: broughtBy(login), me, address, tokenExpiresAt }, figures)
    }

    async function letIn() {
      if (gone) return
      const connection = await decide()
      if (gone) {
        void users.release(connection.me.id, memberOf(connection))
        void addresses.release(address, connection.id)
        return
      }
      const data: SocketData = { connection }
      const protocol = offered.includes(socketProtocol) ? socketProtocol : ''
      upgradeSafely(res, () => res.upgrade(data, key, protocol, extensions, context))
    }

    through(letIn).catch(error => {
      if (!gone) sendRefusal(res, guard.refusalOf(error, 'ws'))
    })
  }
}
