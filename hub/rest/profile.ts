import { Refusal } from '#protocol/errors.ts'
import type { UserEvent } from '#protocol/live/user.ts'
import type { Handlers } from '../http/routes.ts'
import { by } from '../door/by.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { Sessions } from '../door/sessions.ts'
import type { Post } from '../live/post.ts'

type ProfileRoutes = Pick<
  Handlers,
  'me' | 'updateMe' | 'mySessions' | 'revokeSession' | 'revokeOtherSessions'
>

/** What everybody may see and change of themselves. */
export function profileRoutes({
  db,
  principals,
  sessions,
  post,
}: DoorDeps & { sessions: Sessions; post: Post }): ProfileRoutes {
  return {
    me: (_, { who }) => ({ user: who.me }),

    async updateMe({ body }, { who, address }) {
      const user = await db.tx(async repos => {
        const updated = await repos.users.update(who.me.id, body)
        if (updated && updated !== 'last_admin') {
          await repos.audit.write({
            ...by(who.me, address),
            action: 'profile.updated',

            detail: body,
          })
        }
        return updated
      })
      if (!user || user === 'last_admin') throw new Refusal('not_found')
      await principals.announce({ kind: 'user.changed', user: who.me.id })
      post(`user:${who.me.id}`, { kind: 'changed' } satisfies UserEvent)
      const { name, locale, theme, timeZone } = user
      return { user: { ...who.me, name, locale, theme, timeZone } }
    },

    async mySessions(_, { who }) {
      const items = await db.logins.listOf(who.me.id)
      return {
        items: items.map(s => ({
          id: s.id,
          current: s.id === who.session,
          address: s.address,
          agent: s.agent,
          createdAt: s.createdAt.toISOString(),
          lastSeenAt: s.lastSeenAt.toISOString(),
        })),
      }
    },
    async revokeSession({ params }, { who, address }) {
      await sessions.revoke(who, params.id, address)
      return {}
    },
    async revokeOtherSessions(_, { who, address }) {
      return { ended: await sessions.revokeOthers(who, address) }
    },
  }
}
