import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import { letter } from '../mail/letters.ts'
import type { DoorDeps, SignedIn, Visitor } from './deps.ts'
import { hashSecret } from './tokens.ts'
import type { Who } from './principals.ts'

/** A session of a user: one refresh-token family, from sign-in until it is ended. */
export function createSessions({ db, tokens, principals, mailer }: DoorDeps) {
  const announceEnded = (user: string, ids: string[], why: 'revoked' | 'disabled' = 'revoked') =>
    Promise.all(ids.map(session => principals.announce({ kind: 'login.ended', session, user, why })))

  return {
    /** One use a token. A second use means that two hold it, so nobody keeps it; a retry of the same
     *  attempt, known by its key, is the one exception: its answer may have been lost. */
    async refresh(
      plain: string,
      attempt: string | null,
      visitor: Visitor,
    ): Promise<SignedIn & { user: string }> {
      const next = tokens.secret()
      const turn = await db.logins.rotate({
        refreshHash: hashSecret(plain),
        nextHash: next.hash,
        attempt,
        refreshMs: Limits.refreshTokenMs,
        ...visitor,
      })
      if (turn.outcome === 'reused') {
        await announceEnded(turn.user, [turn.session])
        const user = await db.users.byId(turn.user)
        await db.audit.write({
          actor: null,
          action: 'session.reused',
          target: { kind: 'user', id: turn.user, label: user?.email ?? turn.user },
          address: visitor.address,
        })
        if (user) mailer.post(user.email, letter('sessionReused', user.locale, { name: user.name }))
      }
      if (turn.outcome !== 'rotated') throw new Refusal('session_ended')
      const access = await tokens.access(turn.session, turn.user)
      return { access, refresh: next.plain, session: turn.session, user: turn.user }
    },

    async end({ session, user }: { session: string; user: string }, address: string) {
      await db.logins.end({ session, user, reason: 'logout' })
      await announceEnded(user, [session])
      const actorEmail = (await db.users.byId(user))?.email ?? null
      await db.audit.write({ actor: user, actorEmail, action: 'logout', address })
    },

    async revoke(who: Who, session: string, address: string) {
      const ended = await db.logins.end({ session, user: who.me.id, reason: 'revoked' })
      if (!ended) throw new Refusal('not_found')
      await announceEnded(who.me.id, [session])
      await db.audit.write({
        actor: who.me.id,
        actorEmail: who.me.email,
        action: 'session.revoked',
        target: { kind: 'session', id: session, label: session.slice(0, 8) },
        address,
      })
    },

    /** All sessions of a user, or all but one; answers how many there were. */
    async endAll(user: string, except: string | null, reason: string): Promise<number> {
      const ids = await db.logins.endAllOf({ user, except, reason })
      await announceEnded(user, ids, reason === 'disabled' ? 'disabled' : 'revoked')
      return ids.length
    },
  }
}
export type Sessions = ReturnType<typeof createSessions>
