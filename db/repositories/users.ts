import type { Locale, Role, Theme, UserStatus } from '#protocol/person.ts'
import type { Page } from '#protocol/rest/endpoint.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'
import { idArray } from '../values.ts'

export type User = {
  id: string
  email: string
  name: string
  role: Role
  status: UserStatus
  account: { id: string; name: string } | null
  locale: Locale
  theme: Theme
  timeZone: string
  createdAt: Date
  lastSeenAt: Date | null
}
/** With what only the door may see. */
export type UserRecord = User & {
  /** Null: invited, and has not set a password yet. */
  passwordHash: string | null
  /** Higher after each change of password, role or status; what was proved under another one is void. */
  proofVersion: number
}

export type NewUser = {
  email: string
  name: string
  role: Role
  account: string | null
  status: UserStatus
  passwordHash: string | null
  locale: Locale
  timeZone: string
}
export type UserFilter = Paging & {
  /** Whose rows: one account's, or everybody's when null. */
  account: string | null
  role?: Role | undefined
  status?: UserStatus | undefined
  search?: string | undefined
}
export type UserPatch = {
  name?: string | undefined
  role?: Role | undefined
  status?: UserStatus | undefined
  locale?: Locale | undefined
  theme?: Theme | undefined
  timeZone?: string | undefined
}

const sql = statements('users', {
  create: ['email', 'name', 'role', 'account', 'status', 'passwordHash', 'locale', 'timeZone'],
  byEmail: ['email'],
  byId: ['id', 'account'],
  byIds: ['ids'],
  list: ['account', 'role', 'status', 'search', 'after', 'limit'],
  update: ['id', 'name', 'role', 'status', 'locale', 'theme', 'timeZone'],
  confirm: ['id'],
  setPassword: ['id', 'hash', 'proofVersion'],
  seen: ['id'],
  staff: [],
})

export const users = (run: Run) => ({
  /** Null when somebody has the address already. */
  create: (user: NewUser): Promise<User | null> => run.maybe(sql.create, user, toUser),

  byEmail: (email: string): Promise<UserRecord | null> =>
    run.maybe(sql.byEmail, { email }, (row: UserRow & Pick<UserRecord, 'passwordHash' | 'proofVersion'>) => ({
      ...toUser(row),
      passwordHash: row.passwordHash,
      proofVersion: row.proofVersion,
    })),

  byId: (id: string, account: string | null = null): Promise<User | null> =>
    run.maybe(sql.byId, { id, account }, toUser),

  /** In no order; who is not there is left out. */
  /** Everybody who has to know when something is wrong. */
  staff: (): Promise<string[]> => run.many(sql.staff, {}, (row: { id: string }) => row.id),
  byIds: (ids: readonly string[]): Promise<User[]> => run.many(sql.byIds, { ids: idArray(ids) }, toUser),

  /** Newest first. */
  async list(filter: UserFilter): Promise<Page<User>> {
    const { account, role = null, status = null, search, limit } = filter
    const after = afterId(filter, 'uuid')
    const values = { account, role, status, search: search || null, after, limit }
    return toPage(await run.many(sql.list, values, toUser), filter)
  },

  /** Null when there is no such user; `last_admin` when nobody would be left to let others in. A client
   *  stays one and staff stay staff: that is refused by a constraint, `app_user_account_check`. */
  async update(id: string, patch: UserPatch): Promise<User | 'last_admin' | null> {
    const { name = null, role = null, status = null, locale = null, theme = null, timeZone = null } = patch
    const values = { id, name, role, status, locale, theme, timeZone }
    return run.one(sql.update, values, (row: { known: boolean } & (UserRow | { id: null })) => {
      if (!row.known) return null
      return row.id === null ? 'last_admin' : toUser(row)
    })
  },

  /** Null unless the user was still to be confirmed. */
  confirm: (id: string): Promise<User | null> => run.maybe(sql.confirm, { id }, toUser),

  /** False when there is no such user, or their proofs are not those of this version any more. */
  setPassword: async (id: string, hash: string, proofVersion: number | null = null): Promise<boolean> =>
    (await run.count(sql.setPassword, { id, hash, proofVersion })) > 0,

  async seen(id: string): Promise<void> {
    await run.count(sql.seen, { id })
  },
})

type UserRow = Omit<User, 'account'> & { accountId: string | null; accountName: string }

const toUser = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  status: row.status,
  account: row.accountId === null ? null : { id: row.accountId, name: row.accountName },
  locale: row.locale,
  theme: row.theme,
  timeZone: row.timeZone,
  createdAt: row.createdAt,
  lastSeenAt: row.lastSeenAt,
})
