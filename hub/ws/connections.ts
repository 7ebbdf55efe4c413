import type { Bus } from '#bus/connect.ts'
import type { Slots } from '#bus/slots.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { Limits } from '#protocol/limits.ts'
import type { Principals } from '../door/principals.ts'
import type { HttpResponse } from '../uws.ts'
import type { Connection } from './connection.ts'
import { createRecheck } from './recheck.ts'
import { memberOf } from './upgrade.ts'

type Deps = {
  principals: Principals
  bus: Pick<Bus, 'up' | 'onChange'>
  users: Slots
  addresses: Slots
  /** Somebody's role changed: what they may no longer hear is taken away. */
  onChanged(connection: Connection): void
  timing: SocketTiming
  log: Log
}

export type SocketTiming = {
  pingMs: number
  idleMs: number
  /** With the bus we are told what ended, and the asking is only a net under it. */
  recheckMs: number
}
export const tickMs = 1_000
/** Without the bus nobody tells us, so we ask. */
const recheckAloneMs = Limits.revokeMs / 2

/** Ten thousand are looked at one after another and not all at once: each has its turn once a round. */
function createRound(ms: number) {
  const beats = Math.max(1, Math.round(ms / tickMs))
  let beat = 0
  return {
    next: () => void (beat = (beat + 1) % beats),
    isTurnOf: (c: Connection) => c.turn % beats === beat,
  }
}

/** All open sockets of this process, and everything that ends them: time, sign-out, silence, restart. */
export function createConnections({ principals, bus, users, addresses, onChanged, timing, log }: Deps) {
  const all = new Map<string, Connection>()
  const recheck = createRecheck({ principals, onChanged, log })
  const recheckSome = (some: (c: Connection) => boolean) => recheck.look([...all.values()].filter(some))
  const pings = createRound(timing.pingMs)
  const rechecks = createRound(timing.recheckMs)

  const stopControl = principals.onControl(said => {
    switch (said.kind) {
      case 'login.ended':
        for (const c of all.values()) if (c.session === said.session) c.bye(said.why)
        break
      case 'user.changed':
        recheckSome(c => c.me.id === said.user)
        break
      case 'account.changed':
        recheckSome(c => c.me.account?.id === said.account)
        break
    }
  })
  const stopWatching = bus.onChange(() => recheck.look(all.values()))

  const stopTicking = every(
    tickMs,
    () => {
      const now = Date.now()
      const toRecheck: Connection[] = []
      pings.next()
      rechecks.next()
      for (const c of all.values()) {
        if (c.tokenExpiresAt <= now) c.bye('expired')
        else if (c.beat() * tickMs > timing.idleMs) c.bye('idle')
        else {
          c.pingIfDue(pings.isTurnOf(c))
          if (rechecks.isTurnOf(c)) toRecheck.push(c)
        }
      }
      // Never awaited by the pings: PostgreSQL may hang, and the sockets are well.
      recheck.look(toRecheck)
    },
    { log },
  )
  const stopRechecking = every(
    recheckAloneMs,
    () => {
      if (!bus.up || recheck.failed) recheck.look(all.values())
    },
    { log },
  )
  return {
    get count() {
      return all.size
    },
    /** Its login may have ended between the upgrade's own look at it and now, when nobody told this socket. */
    add(c: Connection) {
      all.set(c.id, c)
      recheck.look([c])
    },
    remove(c: Connection) {
      if (!all.delete(c.id)) return
      void users.release(c.me.id, memberOf(c))
      void addresses.release(c.address, c.id)
    },
    /**
     * A late upgrade does not run in the request's own cork: there a socket was now and then closed right after its
     * open (1006), as far as we can tell because that cork ends by looking at the new socket as if it still were the
     * request. Inside another socket's cork the request's own does nothing but satisfy the library; the first socket
     * of a process goes without, which costs one warning on stderr.
     */
    upgradeSafely(res: HttpResponse, upgrade: () => void) {
      for (const c of all.values()) if (c.open) return c.cork(() => res.cork(upgrade))
      upgrade()
    },
    /** Good-byes spread over a few seconds, so that ten thousand pages do not come back in one moment. */
    async leave() {
      void stopTicking()
      void stopRechecking()
      const waiting = [...all.values()]
      const step = Limits.restartSpreadMs / Math.max(1, waiting.length)
      const batchMs = 50
      while (waiting.length > 0) {
        for (const c of waiting.splice(0, Math.max(1, Math.ceil(batchMs / step)))) {
          c.bye('restart', Math.floor(Math.random() * Limits.restartSpreadMs))
        }
        if (waiting.length > 0) await new Promise(go => setTimeout(go, Math.min(batchMs, step)))
      }
      stopControl()
      stopWatching()
      await Promise.all([users.stop(), addresses.stop()])
    },
  }
}
