import type { ProxyLimits } from '#protocol/directory.ts'
import type { Page } from '#protocol/rest/endpoint.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export type ProxyUser = {
  id: string
  account: { id: string; name: string }
  login: string
  note: string
  enabled: boolean
  allowIps: string[]
  limits: ProxyLimits
  createdAt: Date
  rotatedAt: Date
}
type Changeable = Pick<ProxyUser, 'note' | 'allowIps' | 'limits'>
/** `account`: whose rows: one account's, or everybody's when null. */
type Filter = Paging & { account: string | null; search?: string | undefined }

const fields = ['note', 'allowIps', 'maxConnections', 'dayBytes', 'monthBytes', 'bytesPerSecond'] as const
const sql = statements('proxy-users', {
  list: ['account', 'search', 'after', 'limit'],
  byId: ['id', 'account'],
  create: ['account', 'login', 'secret', 'most', ...fields],
  lock: ['id', 'account'],
  update: ['id', 'enabled', ...fields],
  rotate: ['id', 'account', 'secret'],
  remove: ['id', 'account'],
})

export const proxyUsers = (run: Run) => ({
  /** Newest first. */
  async list(filter: Filter): Promise<Page<ProxyUser>> {
    const { account, search, limit } = filter
    const values = { account, search: search || null, after: afterId(filter, 'uuid'), limit }
    return toPage(await run.many(sql.list, values, toProxyUser), filter)
  },
  byId: (id: string, account: string | null): Promise<ProxyUser | null> =>
    run.maybe(sql.byId, { id, account }, toProxyUser),
  /** Null when there is no such account, or it has `most` already. A login that is taken breaks `proxy_user_login_key`. */
  create: (
    user: Changeable & { account: string; login: string; secret: string; most: number },
  ): Promise<ProxyUser | null> => {
    const { account, login, secret, most } = user
    return run.maybe(sql.create, { account, login, secret, most, ...flat(user) }, toProxyUser)
  },
  /** Nobody else changes it until the transaction has ended. */
  lock: (id: string, account: string | null): Promise<ProxyUser | null> =>
    run.maybe(sql.lock, { id, account }, toProxyUser),
  update: (user: Changeable & { id: string; enabled: boolean }): Promise<ProxyUser | null> =>
    run.maybe(sql.update, { id: user.id, enabled: user.enabled, ...flat(user) }, toProxyUser),
  rotate: (id: string, account: string | null, secret: string): Promise<ProxyUser | null> =>
    run.maybe(sql.rotate, { id, account, secret }, toProxyUser),
  remove: (id: string, account: string | null): Promise<ProxyUser | null> =>
    run.maybe(sql.remove, { id, account }, toProxyUser),
})

const flat = ({ note, allowIps, limits }: Changeable) => ({ note, allowIps, ...limits })

type Row = Omit<ProxyUser, 'account' | 'limits'> & ProxyLimits & { accountId: string; accountName: string }
const toProxyUser = (row: Row): ProxyUser => {
  const { accountId, accountName, maxConnections, dayBytes, monthBytes, bytesPerSecond, ...rest } = row
  return {
    ...rest,
    account: { id: accountId, name: accountName },
    limits: { maxConnections, dayBytes, monthBytes, bytesPerSecond },
  }
}
