import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import type { Locale } from '#protocol/person.ts'
import type { LetterKind } from '../mail/letters.ts'
import { letter } from '../mail/letters.ts'
import type { DoorDeps, Visitor } from './deps.ts'
import { countMail } from './limits.ts'
import type { Sessions } from './sessions.ts'
import { hashSecret } from './tokens.ts'

const pages = { confirm: '/confirm', reset: '/reset', invite: '/welcome' } as const
const lifeMs = { confirm: Limits.confirmLinkMs, reset: Limits.resetLinkMs, invite: Limits.inviteLinkMs }
type LinkKind = keyof typeof pages
type Addressee = { id: string; email: string; name: string; locale: Locale }

type Registration = {
  email: string
  password: string
  name: string
  company?: string | undefined
  locale?: Locale | undefined
  timeZone?: string | undefined
}

/** Everything that is decided by a link in a mail: new logins, confirmed addresses, new passwords. */
export function createRegistration(
  { db, tokens, passwords, mailer, limits, publicUrl }: DoorDeps,
  sessions: Sessions,
) {
  async function mailLink(kind: LinkKind, words: LetterKind, user: Addressee) {
    const { plain, hash } = tokens.secret()
    await db.links.make({ user: user.id, kind, hash, ms: lifeMs[kind] })
    const link = new URL(`${pages[kind]}?token=${plain}`, publicUrl).href
    mailer.post(user.email, letter(words, user.locale, { name: user.name, link }))
  }

  return {
    /** Answers the same whether the address is known; what happened is told by mail alone. */
    async register(form: Registration, visitor: Visitor) {
      await countMail(limits, `from:${visitor.address}`, `to:${form.email}`)
      const passwordHash = await passwords.hash(form.password)
      const known = await db.users.byEmail(form.email)
      if (known?.status === 'unconfirmed') return await mailLink('confirm', 'confirm', known)
      if (known) return await mailLink('reset', 'exists', known)
      const user = await db
        .tx(async repos => {
          const account = await repos.accounts.create({
            name: form.company ?? form.name,
            timeZone: form.timeZone ?? 'UTC',
          })
          const created = await repos.users.create({
            email: form.email,
            name: form.name,
            role: 'client',
            account: account.id,
            status: 'unconfirmed',
            passwordHash,
            locale: form.locale ?? 'en',
            timeZone: form.timeZone ?? 'UTC',
          })
          if (!created) throw new AlreadyThere()
          await repos.audit.write({
            actor: created.id,
            actorEmail: created.email,
            action: 'register',
            target: { kind: 'account', id: account.id, label: account.name },
            address: visitor.address,
          })
          return created
        })
        .catch(error => {
          if (error instanceof AlreadyThere) return null // two forms sent at once: the first one won
          throw error
        })
      if (user) await mailLink('confirm', 'confirm', user)
    },

    async confirm(token: string, visitor: Visitor): Promise<string> {
      const link = await db.links.take({ kinds: ['confirm'], hash: hashSecret(token) })
      const user = link && (await db.users.confirm(link.user))
      if (!user) throw new Refusal('bad_link')
      await db.audit.write({
        actor: user.id,
        actorEmail: user.email,
        action: 'confirm',
        address: visitor.address,
      })
      return user.email
    },

    async forgot(email: string, visitor: Visitor) {
      await countMail(limits, `from:${visitor.address}`, `to:${email}`)
      const user = await db.users.byEmail(email)
      if (user && user.status !== 'disabled') await mailLink('reset', 'reset', user)
    },

    invite: (user: Addressee) => mailLink('invite', 'invite', user),

    /** The link proves the address too, so a login that was still to be confirmed is confirmed by it. */
    async reset(token: string, password: string, visitor: Visitor): Promise<string> {
      const passwordHash = await passwords.hash(password)
      const user = await db.tx(async repos => {
        const link = await repos.links.take({ kinds: ['reset', 'invite'], hash: hashSecret(token) })
        const found = link && (await repos.users.byId(link.user))
        if (!found || found.status === 'disabled') throw new Refusal('bad_link')
        await repos.users.setPassword(found.id, passwordHash)
        if (found.status === 'unconfirmed') await repos.users.confirm(found.id)
        await repos.audit.write({
          actor: found.id,
          actorEmail: found.email,
          action: link.kind === 'invite' ? 'invite.accepted' : 'password.reset',
          address: visitor.address,
        })
        return found
      })
      await sessions.endAll(user.id, null, 'password reset')
      return user.email
    },

    async changePassword(user: Addressee, keep: string, current: string, next: string, visitor: Visitor) {
      const wait = await limits.byName.attempt(`change:${user.id}`)
      if (wait > 0) throw new Refusal('too_many', { retryAfterMs: wait })
      const record = await db.users.byEmail(user.email)
      if (!record || !(await passwords.verify(record.passwordHash, current))) {
        throw new Refusal('bad_request', { fields: { current: 'this is not the current password' } })
      }
      await limits.byName.clear(`change:${user.id}`)
      await db.users.setPassword(user.id, await passwords.hash(next))
      await sessions.endAll(user.id, keep, 'password changed')
      await db.audit.write({
        actor: user.id,
        actorEmail: user.email,
        action: 'password.changed',
        address: visitor.address,
      })
      mailer.post(user.email, letter('passwordChanged', user.locale, { name: user.name }))
    },
  }
}

class AlreadyThere extends Error {}
