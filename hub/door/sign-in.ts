import type { AuditEntry } from '#db/repositories/audit.ts'
import type { User } from '#db/repositories/users.ts'
import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import { letter } from '../mail/letters.ts'
import { by } from './by.ts'
import type { DoorDeps, SignedIn, Visitor } from './deps.ts'
import { countFailure, countMail, countTry, forgiveTries } from './limits.ts'

/*
 * browser --password--> hub --code by mail--> admin --code--> hub --cookies--> browser
 * Everybody else gets the cookies after the password.
 */
export function createSignIn(deps: DoorDeps) {
  const { db, tokens, passwords, mailer, limits } = deps

  /** Null when what was proved does not hold any more: the password, role or status has just changed. */
  async function open(
    user: { id: string; email: string; proofVersion: number },
    visitor: Visitor,
  ): Promise<SignedIn | null> {
    const refresh = tokens.secret()
    const session = await db.tx(async repos => {
      const opened = await repos.logins.open({
        user: user.id,
        proofVersion: user.proofVersion,
        refreshHash: refresh.hash,
        refreshMs: Limits.refreshTokenMs,
        ...visitor,
      })
      if (!opened) return null
      await repos.users.seen(user.id)
      await repos.audit.write({
        ...by(user, visitor.address),
        action: 'login',
      })
      return opened.session
    })
    if (!session) return null
    return { session, refresh: refresh.plain, access: await tokens.access(session, user.id) }
  }

  return {
    /** The same words and the same time for a wrong password and for nobody. */
    async password(email: string, password: string, visitor: Visitor) {
      await countTry(limits, visitor.address, email)
      const user = await db.users.byEmail(email)
      if (!(await passwords.verify(user?.passwordHash ?? null, password)) || !user) {
        // for nobody too: the same work takes the same time
        await note('login.failed', { kind: 'login', id: email, label: email }, visitor)
        throw new Refusal('bad_credentials')
      }
      if (user.status !== 'active') await refuse(user, user.status, visitor)
      await forgiveTries(limits, visitor.address, email)
      if (user.role !== 'admin') {
        const signedIn = await open(user, visitor)
        if (!signedIn) throw new Refusal('bad_credentials')
        return { signedIn }
      }

      await countMail(limits, { code: user.id })
      const code = tokens.code()
      const challenge = await db.challenges.open({
        user: user.id,
        codeHash: code.hash,
        proofVersion: user.proofVersion,
        ms: Limits.otpMs,
      })
      mailer.post(user.email, letter('code', user.locale, { name: user.name, code: code.plain }))
      return { challenge }
    },

    async code(id: string, code: string, visitor: Visitor): Promise<SignedIn> {
      const answer = await db.challenges.answer({
        id,
        codeHash: tokens.hashCode(code),
        maxTries: Limits.otpTries,
      })
      const user = answer.outcome === 'void' ? null : await db.users.byId(answer.user)
      if (answer.outcome !== 'right') {
        if (user) await note('login.code_failed', personal(user), visitor)
        await countFailure(limits, visitor.address)
        if (answer.outcome === 'void') throw new Refusal('bad_code')
        throw new Refusal('bad_code', { fields: { code: `wrong; ${answer.triesLeft} tries left` } })
      }
      if (!user) throw new Refusal('bad_code')
      if (user.status !== 'active') await refuse(user, user.status, visitor)
      const signedIn = await open({ ...user, proofVersion: answer.proofVersion }, visitor)
      if (!signedIn) throw new Refusal('bad_code')
      return signedIn
    },
  }

  async function refuse(user: User, why: 'unconfirmed' | 'disabled', visitor: Visitor): Promise<never> {
    await note('login.refused', personal(user), visitor, { why })
    throw new Refusal(why)
  }

  /** Nobody has signed in yet, so there is no actor: only the login that was tried. */
  async function note(action: string, target: Target, { address }: Visitor, detail = {}) {
    await db.audit.write({ actor: null, action, target, address, detail })
  }
}

type Target = NonNullable<AuditEntry['target']>
const personal = ({ id, email }: User): Target => ({ kind: 'user', id, label: email })
