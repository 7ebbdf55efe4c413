import type { Ability } from '#protocol/abilities.ts'
import { Bye, type ByeReason } from '#protocol/bye.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { Me } from '#protocol/rest/auth.ts'
import type { ToBrowser } from '#protocol/socket.ts'
import type { WebSocket } from '../uws.ts'
import { createRate } from './rate.ts'

/** Kept by uWebSockets.js with the socket from the upgrade on. */
export type SocketData = {
  id: string
  session: string
  via: 'cookie' | 'bearer'
  me: Me
  ability: Ability
  address: string
  tokenExpiresAt: number
  connection: Connection | null
}

/** One open socket: who it is, what it hears, and how it is told good-bye. */
export function createConnection(ws: WebSocket<SocketData>, data: SocketData) {
  let open = true
  let silentBeats = 0
  const topics = new Set<string>()

  /** uWebSockets.js drops what would exceed its limit, and says so. */
  const dropped = 2
  const pass = (frame: string | Uint8Array) => open && ws.send(frame) !== dropped

  /** uWebSockets.js throws at whoever touches a socket that was ended. */
  function end(reason: ByeReason) {
    if (!open) return
    open = false
    ws.end(Bye[reason].code, Bye[reason].text)
  }

  return {
    id: data.id,
    session: data.session,
    /** How its token was brought, which is how it is renewed. */
    via: data.via,
    address: data.address,
    /** Its place in the round of pings; ids are random, so the round is even. */
    pingTurn: Number.parseInt(data.id.slice(0, 6), 16),
    topics,
    commands: createRate(),
    get me() {
      return data.me
    },
    get ability() {
      return data.ability
    },
    get tokenExpiresAt() {
      return data.tokenExpiresAt
    },
    get open() {
      return open
    },
    /** Anything came from the peer, be it only the answer to a ping. */
    heard() {
      silentBeats = 0
    },
    /** How many beats of the hub's own clock nothing was heard for: while the hub stands still, nobody is silent. */
    beat: () => ++silentBeats,
    /** Unsent bytes that this reader has let pile up on our side. */
    get backlogBytes() {
      return open ? ws.getBufferedAmount() : 0
    },
    become(standing: { me: Me; ability: Ability }) {
      data.me = standing.me
      data.ability = standing.ability
    },
    renewUntil(expiresAt: number) {
      data.tokenExpiresAt = expiresAt
    },
    send(message: ToBrowser) {
      // A reader with a hole in its answers is not kept.
      if (!pass(JSON.stringify(message))) end('slow')
    },
    /** A frame that was encoded once for many; false when this reader's backlog did not take it. */
    offer: (frame: Uint8Array): boolean => pass(frame),
    refuse(re: number | null, code: ErrorCode, message: string) {
      this.send({ re, error: { code, message } })
    },
    cork: (work: () => void) => void ws.cork(work),
    ping() {
      if (open) ws.ping()
    },
    bye(reason: ByeReason, retryAfterMs = 0) {
      // A reader that is too far behind for the word itself is closed all the same.
      pass(JSON.stringify({ bye: { ...Bye[reason], retryAfterMs } } satisfies ToBrowser))
      end(reason)
    },
    closed() {
      open = false
    },
  }
}
export type Connection = ReturnType<typeof createConnection>
