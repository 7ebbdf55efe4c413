import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import { letter } from '../mail/letters.ts'
import type { DoorDeps, SignedIn, Visitor } from './deps.ts'
import { countMail, countTry, forgiveTries } from './limits.ts'

/*
 * browser --password--> hub --code by mail--> admin --code--> hub --cookies--> browser
 * Everybody else gets the cookies after the password.
 */
export function createSignIn(deps: DoorDeps) {
  const { db, tokens, passwords, mailer, limits } = deps

  async function open(user: string, email: string, visitor: Visitor): Promise<SignedIn> {
    const refresh = tokens.secret()
    const session = await db.tx(async repos => {
      const opened = await repos.logins.open({
        user,
        refreshHash: refresh.hash,
        refreshMs: Limits.refreshTokenMs,
        ...visitor,
      })
      await repos.users.seen(user)
      await repos.audit.write({ actor: user, actorEmail: email, action: 'login', address: visitor.address })
      return opened.session
    })
    return { session, refresh: refresh.plain, access: await tokens.access(session, user) }
  }

  return {
    /** The same words and the same time for a wrong password and for nobody. */
    async password(email: string, password: string, visitor: Visitor) {
      await countTry(limits, visitor.address, email)
      const user = await db.users.byEmail(email)
      if (!(await passwords.verify(user?.passwordHash ?? null, password)) || !user) {
        await noteFailure(email, visitor) // for nobody too: the same work takes the same time
        throw new Refusal('bad_credentials')
      }
      if (user.status === 'unconfirmed') throw new Refusal('unconfirmed')
      if (user.status === 'disabled') throw new Refusal('disabled')
      await forgiveTries(limits, visitor.address, email)
      if (user.role !== 'admin') return { signedIn: await open(user.id, user.email, visitor) }

      await countMail(limits, `code:${user.id}`)
      const code = tokens.code()
      const challenge = await db.challenges.open({ user: user.id, codeHash: code.hash, ms: Limits.otpMs })
      mailer.post(user.email, letter('code', user.locale, { name: user.name, code: code.plain }))
      return { challenge }
    },

    async code(id: string, code: string, visitor: Visitor): Promise<SignedIn> {
      const answer = await db.challenges.answer({
        id,
        codeHash: tokens.hashCode(code),
        maxTries: Limits.otpTries,
      })
      if (answer.outcome === 'wrong') {
        throw new Refusal('bad_code', { fields: { code: `wrong; ${answer.triesLeft} tries left` } })
      }
      if (answer.outcome === 'void') throw new Refusal('bad_code')
      const user = await db.users.byId(answer.user)
      if (user?.status !== 'active') throw new Refusal('disabled')
      return await open(user.id, user.email, visitor)
    },
  }

  async function noteFailure(email: string, { address }: Visitor) {
    const target = { kind: 'login', id: email, label: email }
    await db.audit.write({ actor: null, action: 'login.failed', target, address })
  }
}
