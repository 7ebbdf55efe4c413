import type { Repositories } from '#db/repositories.ts'
import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import type { Locale } from '#protocol/person.ts'
import type { LetterKind } from '../mail/letters.ts'
import { letter } from '../mail/letters.ts'
import { by } from './by.ts'
import type { DoorDeps, Visitor } from './deps.ts'
import { countFailure, countMail } from './limits.ts'
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

  /** Counted only when it is wrong: who holds a right one is never refused for what others try. */
  async function goodLink(kinds: LinkKind[], token: string, visitor: Visitor) {
    const link = { kinds, hash: hashSecret(token) }
    const found = await db.links.find(link)
    if (found) return { ...link, user: found.user }
    await countFailure(limits, visitor.address)
    throw new Refusal('bad_link')
  }

  /** What was got by the old password goes with it: codes under way, mailed links, sessions. */
  async function forgetProofs(repos: Repositories, user: string, keep: string | null, reason: string) {
    await repos.challenges.dropOf(user)
    await repos.links.dropOf(user)
    return await sessions.endAll(repos, user, keep, reason)
  }

  /** Null when somebody has the address already. */
  async function create(form: Registration, passwordHash: string, { address }: Visitor) {
    return await db
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
          ...by(created, address),
          action: 'register',
          target: { kind: 'account', id: account.id, label: account.name },
        })
        return created
      })
      .catch(error => {
        if (error instanceof AlreadyThere) return null
        throw error
      })
  }

  return {
    /** Answers the same whether the address is known; what happened is told by mail alone. */
    async register(form: Registration, visitor: Visitor) {
      await countMail(limits, { from: visitor.address, to: form.email })
      const passwordHash = await passwords.hash(form.password)
      const known = await db.users.byEmail(form.email)
      const created = known ? null : await create(form, passwordHash, visitor)
      if (created) return await mailLink('confirm', 'confirm', created)
      const first = known ?? (await db.users.byEmail(form.email))
      if (!first) return
      // Who registered first need not be who reads this mailbox: only a new password, chosen there, may
      // confirm it now. The link of the first registration would make the first one's password good.
      await db.links.dropOf(first.id, ['confirm'])
      await mailLink('reset', 'exists', first)
    },

    async confirm(token: string, visitor: Visitor): Promise<string> {
      const link = await goodLink(['confirm'], token, visitor)
      return await db.tx(async repos => {
        const user = await repos.users.confirm(link.user) // first, and taken after it: see `reset`
        if (!user || !(await repos.links.take(link))) throw new Refusal('bad_link')
        await repos.audit.write({
          ...by(user, visitor.address),
          action: 'confirm',
        })
        return user.email
      })
    },

    async forgot(email: string, visitor: Visitor) {
      await countMail(limits, { from: visitor.address, to: email })
      const user = await db.users.byEmail(email)
      if (!user || user.status === 'disabled') return
      await db.audit.write({
        actor: null,
        action: 'password.asked',
        target: { kind: 'user', id: user.id, label: user.email },
        address: visitor.address,
      })
      await mailLink('reset', 'reset', user)
    },

    invite: (user: Addressee) => mailLink('invite', 'invite', user),

    /** The link proves the address too, so a login that was still to be confirmed is confirmed by it. */
    async reset(token: string, password: string, visitor: Visitor): Promise<string> {
      const link = await goodLink(['reset', 'invite'], token, visitor) // before the costly hash
      const passwordHash = await passwords.hash(password)
      const { user, ended } = await db.tx(async repos => {
        // The user's row is locked first, here and wherever proofs change, so that none waits for another
        // in a circle; when the link turns out to have been taken meanwhile, all of it is undone.
        await repos.users.setPassword(link.user, passwordHash)
        const taken = await repos.links.take(link)
        const found = taken && (await repos.users.byId(taken.user))
        if (!found || found.status === 'disabled') throw new Refusal('bad_link')
        if (found.status === 'unconfirmed') await repos.users.confirm(found.id)
        await repos.audit.write({
          ...by(found, visitor.address),
          action: taken.kind === 'invite' ? 'invite.accepted' : 'password.reset',
        })
        return { user: found, ended: await forgetProofs(repos, found.id, null, 'password reset') }
      })
      await sessions.announce(ended)
      return user.email
    },

    async changePassword(user: Addressee, keep: string, current: string, next: string, visitor: Visitor) {
      const wait = await limits.byName.attempt(`change:${user.id}`)
      if (wait > 0) throw new Refusal('too_many', { retryAfterMs: wait })
      const wrong = () =>
        new Refusal('bad_request', { fields: { current: 'this is not the current password' } })
      const record = await db.users.byEmail(user.email)
      if (!record || !(await passwords.verify(record.passwordHash, current))) throw wrong()
      await limits.byName.clear(`change:${user.id}`)
      const passwordHash = await passwords.hash(next)
      const ended = await db.tx(async repos => {
        // It was checked a moment ago; one set meanwhile, by a mailed link say, must not be overwritten.
        if (!(await repos.users.setPassword(user.id, passwordHash, record.proofVersion))) throw wrong()
        await repos.audit.write({
          ...by(user, visitor.address),
          action: 'password.changed',
        })
        return await forgetProofs(repos, user.id, keep, 'password changed')
      })
      await sessions.announce(ended)
      mailer.post(user.email, letter('passwordChanged', user.locale, { name: user.name }))
    },
  }
}

class AlreadyThere extends Error {}
