import type { Log } from '#kit/log.ts'
import type { Me } from '#protocol/rest/auth.ts'
import type { Principals } from '../door/principals.ts'
import type { Connection } from './connection.ts'

type Deps = {
  principals: Pick<Principals, 'recheck' | 'whyGone'>
  /** Still stands, but as somebody who may hear less. */
  onChanged(connection: Connection): void
  log: Log
}

/**
 * Asks PostgreSQL whether the sessions behind sockets still stand. One question is under way at most, and whoever
 * is to be asked about meanwhile is in the next one: ten thousand sockets that open at once are a few questions,
 * and an older answer never comes after a newer one.
 */
export function createRecheck({ principals, onChanged, log }: Deps) {
  const waiting = new Set<Connection>()
  let asking = false
  let failed = false

  async function ask(connections: Connection[]) {
    const standing = await principals.recheck([...new Set(connections.map(c => c.session))])
    const gone = new Map<string, Connection[]>()
    for (const connection of connections) {
      const now = standing.get(connection.session)
      if (!now) gone.set(connection.me.id, [...(gone.get(connection.me.id) ?? []), connection])
      else if (connection.open) {
        const alike = standsAlike(connection.me, now.me)
        connection.become(now.me)
        if (!alike) onChanged(connection)
      }
    }
    await Promise.all(
      [...gone].map(async ([user, theirs]) => {
        // That they are out is known; only the word for it is still asked for, once a user.
        const why = await principals.whyGone(user).catch(() => 'revoked' as const)
        for (const connection of theirs) connection.bye(why)
      }),
    )
  }

  return {
    /** Whether the last question went unanswered: those it was about are to be asked about again soon. */
    get failed() {
      return failed
    },
    look(connections: Iterable<Connection>) {
      for (const connection of connections) waiting.add(connection)
      if (!asking) void answerAll()
    },
  }

  async function answerAll() {
    asking = true
    while (waiting.size > 0) {
      const these = [...waiting].filter(c => c.open)
      waiting.clear()
      if (these.length === 0) continue
      try {
        await ask(these)
        failed = false
      } catch (err) {
        if (!failed) log.warn({ err }, 'sockets not rechecked')
        failed = true
      }
    }
    asking = false
  }
}

/** What they may hear depends on nothing else of them. */
const standsAlike = (one: Me, other: Me) => one.role === other.role && one.account?.id === other.account?.id
