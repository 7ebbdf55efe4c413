import { Refusal } from '#protocol/errors.ts'
import { scopeOf } from '#protocol/abilities.ts'
import type { UserEvent } from '#protocol/live/user.ts'
import type { User } from '#protocol/rest/staff.ts'
import type { User as UserRow } from '#db/repositories/users.ts'
import type { Handlers } from '../http/routes.ts'
import { by } from '../door/by.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { Who } from '../door/principals.ts'
import type { createRegistration } from '../door/registration.ts'
import type { Sessions } from '../door/sessions.ts'
import type { Post } from '../live/post.ts'
import type { Presence } from '../live/presence.ts'

type UserRoutes = Pick<Handlers, 'listUsers' | 'getUser' | 'createUser' | 'updateUser'>
type Deps = DoorDeps & {
  sessions: Sessions
  registration: ReturnType<typeof createRegistration>
  presence: Pick<Presence, 'devicesOf'>
  post: Post
}

export function userRoutes({ db, principals, sessions, registration, presence, post }: Deps): UserRoutes {
  async function shownAll(users: readonly UserRow[]): Promise<User[]> {
    const devices = await presence.devicesOf(users.map(user => user.id))
    return users.map(user => shown(user, devices && (devices.get(user.id) ?? 0)))
  }
  const shownOne = async (user: UserRow) => (await shownAll([user]))[0]!

  return {
    async listUsers({ query }, { who }) {
      const { account } = scope(who)
      const asked = query.account ?? null
      if (account && asked && asked !== account) return { items: [], next: null }
      const page = await db.users.list({ ...query, account: account ?? asked })
      return { items: await shownAll(page.items), next: page.next }
    },

    async getUser({ params }, { who }) {
      const user = await db.users.byId(params.id, scope(who).account)
      if (!user) throw new Refusal('not_found')
      return { user: await shownOne(user) }
    },

    async createUser({ body }, { who, address }) {
      if (body.account && !(await db.accounts.byId(body.account, null))) {
        throw new Refusal('bad_request', { fields: { account: 'there is no such account' } })
      }
      const user = await db.tx(async repos => {
        const created = await repos.users.create({
          email: body.email,
          name: body.name,
          role: body.role,
          account: body.account ?? null,
          status: 'unconfirmed',
          passwordHash: null,
          locale: body.locale ?? who.me.locale,
          timeZone: body.timeZone ?? who.me.timeZone,
        })
        if (!created) throw new Refusal('conflict', { fields: { email: 'this address has a login already' } })
        await repos.audit.write({
          ...by(who.me, address),
          action: 'user.invited',
          target: target(created),
          detail: { role: body.role },
        })
        return created
      })
      await registration.invite(user)
      return { user: await shownOne(user) }
    },

    async updateUser({ params, body }, { who, address }) {
      if (params.id === who.me.id && (body.status || body.role)) {
        throw new Refusal('conflict', { message: 'Nobody changes their own role or status.' })
      }
      const { user, ended } = await db.tx(async repos => {
        const before = await repos.users.byId(params.id)
        if (!before) throw new Refusal('not_found')
        if (body.role && (body.role === 'client') !== (before.role === 'client')) {
          throw new Refusal('conflict', { fields: { role: 'a client stays a client, staff stays staff' } })
        }
        if (body.status === 'active' && before.status === 'unconfirmed') {
          throw new Refusal('conflict', { fields: { status: 'the address is still to be confirmed' } })
        }
        const after = await repos.users.update(params.id, body)
        if (!after) throw new Refusal('not_found')
        if (after === 'last_admin')
          throw new Refusal('conflict', { message: 'This is the last active admin.' })
        await repos.audit.write({
          ...by(who.me, address),
          action: 'user.updated',
          target: target(after),
          detail: body,
        })
        // An admin has answered a mailed code; sessions from before were opened with the password alone.
        const promoted = after.role === 'admin' && before.role !== 'admin'
        const reason = after.status === 'disabled' ? 'disabled' : promoted ? 'promoted' : null
        return { user: after, ended: reason && (await sessions.endAll(repos, after.id, null, reason)) }
      })
      if (ended) await sessions.announce(ended)
      await principals.announce({ kind: 'user.changed', user: user.id })
      post(`user:${user.id}`, { kind: 'changed' } satisfies UserEvent)
      return { user: await shownOne(user) }
    },
  }
}

const target = (user: UserRow) => ({ kind: 'user', id: user.id, label: user.email })
export const scope = (who: Who) =>
  scopeOf({ id: who.me.id, role: who.me.role, account: who.me.account?.id ?? null })

function shown(u: UserRow, devices: number | null): User {
  return {
    id: u.id,
    email: u.email,
    name: u.name,
    role: u.role,
    status: u.status,
    account: u.account && { id: u.account.id, name: u.account.name },
    createdAt: u.createdAt.toISOString(),
    lastSeenAt: u.lastSeenAt?.toISOString() ?? null,
    devices,
  }
}
