import type { AccountLimits } from '#protocol/directory.ts'
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
  limits: AccountLimits
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
  update: ['id', 'timeZone', 'dayBytes', 'monthBytes'],
})

export const accounts = (run: Run) => ({
  create: (account: { name: string; timeZone: string }): Promise<Account> =>
    run.one(sql.create, account, toAccount),

  byId: (id: string, scope: string | null = null): Promise<Account | null> =>
    run.maybe(sql.byId, { id, scope }, toAccount),

  /** By name. */
  async list(filter: AccountFilter): Promise<Page<Account>> {
    const { account: scope, status = null, search, limit } = filter
    const values = { scope, status, search: search || null, after: afterId(filter, 'uuid'), limit }
    return toPage(await run.many(sql.list, values, toAccount), filter)
  },

  /** From now on: days that have passed stay what they were. */
  update: (id: string, to: { timeZone: string; limits: AccountLimits }): Promise<Account | null> =>
    run.maybe(sql.update, { id, timeZone: to.timeZone, ...to.limits }, toAccount),

  /** Null when there is no such account or it is suspended already. */
  suspend: (id: string, reason: string): Promise<Account | null> =>
    run.maybe(sql.suspend, { id, reason }, toAccount),

  /** Null when there is no such account or it is not suspended. */
  resume: (id: string): Promise<Account | null> => run.maybe(sql.resume, { id }, toAccount),
})

type Row = Omit<Account, 'limits'> & AccountLimits
const toAccount = ({ dayBytes, monthBytes, ...rest }: Row): Account => ({
  ...rest,
  limits: { dayBytes, monthBytes },
})
