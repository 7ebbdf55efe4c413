import type { Repositories } from '#db/repositories.ts'
import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import { letter } from '../mail/letters.ts'
import { by } from './by.ts'
import type { DoorDeps, SignedIn, Visitor } from './deps.ts'
import { hashSecret } from './tokens.ts'
import type { Who } from './principals.ts'

/** Sessions that a transaction ended: to be announced when it is committed. */
export type Ended = { user: string; sessions: string[]; why: 'revoked' | 'disabled' }

/** A session of a user: one refresh-token family, from sign-in until it is ended. */
export function createSessions({ db, tokens, principals, mailer }: DoorDeps) {
  const announce = async ({ user, sessions, why }: Ended): Promise<void> => {
    await Promise.all(
      sessions.map(session => principals.announce({ kind: 'login.ended', session, user, why })),
    )
  }
  const one = (user: string, session: string): Ended => ({ user, sessions: [session], why: 'revoked' })

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
        await announce(one(turn.user, turn.session))
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

    async end({ session, me }: Who, address: string) {
      await db.tx(async repos => {
        const ended = await repos.logins.end({ session, user: me.id, reason: 'logout' })
        if (ended) await repos.audit.write({ ...by(me, address), action: 'logout' })
      })
      await announce(one(me.id, session))
    },

    /** For who signs out when only the refresh cookie is left: any token of the family will do. */
    async endByToken(plain: string, address: string) {
      const ended = await db.tx(async repos => {
        const found = await repos.logins.endByToken({ refreshHash: hashSecret(plain), reason: 'logout' })
        const user = found && (await repos.users.byId(found.user))
        if (user) await repos.audit.write({ ...by(user, address), action: 'logout' })
        return found
      })
      if (ended) await announce(one(ended.user, ended.session))
    },

    async revoke({ me }: Who, session: string, address: string) {
      await db.tx(async repos => {
        const ended = await repos.logins.end({ session, user: me.id, reason: 'revoked' })
        if (!ended) throw new Refusal('not_found')
        await repos.audit.write({
          ...by(me, address),
          action: 'session.revoked',
          target: { kind: 'session', id: session, label: session.slice(0, 8) },
        })
      })
      await announce(one(me.id, session))
    },

    async revokeOthers({ me, session }: Who, address: string): Promise<number> {
      const ended = await db.tx(async repos => {
        const others = await endAll(repos, me.id, session, 'revoked')
        await repos.audit.write({
          ...by(me, address),
          action: 'session.revoked_others',

          detail: { ended: others.sessions.length },
        })
        return others
      })
      await announce(ended)
      return ended.sessions.length
    },

    endAll,
    announce,
  }
}
export type Sessions = ReturnType<typeof createSessions>

/** All sessions of a user, or all but one, within the change that ends them. */
async function endAll(
  repos: Repositories,
  user: string,
  except: string | null,
  reason: string,
): Promise<Ended> {
  const sessions = await repos.logins.endAllOf({ user, except, reason })
  return { user, sessions, why: reason === 'disabled' ? 'disabled' : 'revoked' }
}
