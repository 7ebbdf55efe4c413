import type { Db } from '#db/connect.ts'
import { Refusal } from '#protocol/errors.ts'
import type { UserSnapshot } from '#protocol/live/user.ts'
import type { Me } from '#protocol/rest/auth.ts'
import { createBatch } from '../door/batch.ts'
import type { ReliableSource } from '../ws/reliable.ts'

/** `user:<id>` begins with who the user is: past every cache, and ten thousand of them are one question. */
export function createUserSource(db: { users: Pick<Db['users'], 'byIds'> }) {
  const load = createBatch(async ids => {
    const found = new Map<string, Me>()
    for (const user of await db.users.byIds(ids)) {
      const { id, email, name, role, account, locale, theme, timeZone } = user
      found.set(id, { id, email, name, role, account, locale, theme, timeZone })
    }
    return found
  })
  return (id: string): ReliableSource => ({
    async snapshot(): Promise<UserSnapshot> {
      const me = await load(id)
      if (!me) throw new Refusal('not_found')
      return { me }
    },
  })
}
