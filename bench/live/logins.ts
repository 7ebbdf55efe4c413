import { addManyLogins, type MadeLogin } from '#db/testing/many-logins.ts'
import { createTokens } from '#hub/door/tokens.ts'
import type { Role } from '#protocol/person.ts'

export type Login = MadeLogin & { token: string }

/** People who are signed in, as many as are wanted; `token` is what a program brings as `bearer.<token>`. */
export async function makeLogins(
  db: { url: string },
  secret: string,
  who: { users: number; role: Role },
): Promise<Login[]> {
  const tokens = createTokens(secret)
  const made = await addManyLogins(db, who)
  return Promise.all(made.map(async one => ({ ...one, token: await tokens.access(one.session, one.user) })))
}
