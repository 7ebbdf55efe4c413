import type { Choice } from '#protocol/routing.ts'
import type { Page } from '#protocol/rest/endpoint.ts'
import type { SessionRecord } from '#protocol/session-record.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export type EndedSession = Omit<SessionRecord, 'account' | 'door' | 'startedAt' | 'endedAt' | 'choice'> & {
  account: { id: string; name: string }
  startedAt: Date
  endedAt: Date
  choice: Choice | null
}
type Filter = Paging & {
  /** Whose: one account's, or everybody's when null. */
  account: string | null
  proxyUser?: string | undefined
  node?: string | undefined
  search?: string | undefined
}

const sql = statements('proxy-sessions', {
  store: ['records'],
  list: ['account', 'proxyUser', 'node', 'search', 'after', 'limit'],
})

export const proxySessions = (run: Run) => ({
  /** How many were new: what is stored already is not stored again. */
  store: (records: readonly SessionRecord[]): Promise<number> =>
    run.count(sql.store, { records: JSON.stringify(records) }),
  /** Latest first. */
  async list(filter: Filter): Promise<Page<EndedSession>> {
    const { account, proxyUser = null, node = null, search, limit } = filter
    const values = { account, proxyUser, node, search: search || null, after: afterId(filter, 'uuid'), limit }
    return toPage(await run.many(sql.list, values, toSession), filter)
  },
})

type Row = Omit<EndedSession, 'account'> & { accountId: string; accountName: string }
const toSession = ({ accountId, accountName, ...rest }: Row): EndedSession => ({
  ...rest,
  account: { id: accountId, name: accountName },
})
