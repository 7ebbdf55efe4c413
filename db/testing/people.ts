import { createHash, randomUUID } from 'node:crypto'
import type { NewUser, User } from '../repositories/users.ts'
import type { Repositories } from '../repositories.ts'

export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()
export const visitor = { address: '192.0.2.7', agent: 'a test' }
export const hour = 3_600_000

export async function addUser(db: Repositories, more: Partial<NewUser> = {}): Promise<User> {
  const user = await db.users.create({
    email: `${randomUUID()}@example.com`,
    name: 'Somebody',
    role: 'operator',
    account: null,
    status: 'active',
    passwordHash: null,
    locale: 'en',
    timeZone: 'UTC',
    ...more,
  })
  if (!user) throw new Error(`${more.email} is taken`)
  return user
}

/** A client of an account of their own. */
export async function addClient(db: Repositories, more: Partial<NewUser> = {}): Promise<User> {
  const account = await db.accounts.create({ name: more.name ?? 'Customer', timeZone: 'UTC' })
  return addUser(db, { role: 'client', account: account.id, ...more })
}

/** Signs a user in; `token` is what their first refresh token is the hash of. */
export async function signIn(db: Repositories, user: User, token: string = randomUUID()): Promise<string> {
  const opened = await db.logins.open({
    user: user.id,
    proofVersion: (await db.users.byEmail(user.email))?.proofVersion ?? 0,
    refreshHash: hashOf(token),
    refreshMs: hour,
    ...visitor,
  })
  if (!opened) throw new Error(`${user.email} may not sign in`)
  return opened.session
}
