import type { AccountStatus } from '#protocol/person.ts'
import type { Page } from '#protocol/rest/endpoint.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export type Account = {
  id: string
  name: string
  status: AccountStatus
  timeZone: string
  createdAt: Date
  suspendedAt: Date | null
  suspendedReason: string | null
  /** How many belong to it. */
  users: number
}
export type AccountFilter = Paging & {
  /** Whose rows: one account's own, or all when null. */
  account: string | null
  status?: AccountStatus | undefined
  search?: string | undefined
}

const sql = statements('accounts', {
  create: ['name', 'timeZone'],
  byId: ['id', 'scope'],
  list: ['scope', 'status', 'search', 'after', 'limit'],
  suspend: ['id', 'reason'],
  resume: ['id'],
})

export const accounts = (run: Run) => ({
  create: (account: { name: string; timeZone: string }): Promise<Account> =>
    run.one(sql.create, account, asIs),

  byId: (id: string, scope: string | null = null): Promise<Account | null> =>
    run.maybe(sql.byId, { id, scope }, asIs),

  /** By name. */
  async list(filter: AccountFilter): Promise<Page<Account>> {
    const { account: scope, status = null, search, limit } = filter
    const values = { scope, status, search: search || null, after: afterId(filter, 'uuid'), limit }
    return toPage(await run.many(sql.list, values, asIs), filter)
  },

  /** Null when there is no such account or it is suspended already. */
  suspend: (id: string, reason: string): Promise<Account | null> =>
    run.maybe(sql.suspend, { id, reason }, asIs),

  /** Null when there is no such account or it is not suspended. */
  resume: (id: string): Promise<Account | null> => run.maybe(sql.resume, { id }, asIs),
})

const asIs = (row: Account): Account => row
