import type { Page } from '#protocol/rest/endpoint.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export type Provider = { id: string; name: string; nodes: number; createdAt: Date }

const sql = statements('providers', { list: ['search', 'after', 'limit'], create: ['name'] })

export const providers = (run: Run) => ({
  /** By name. */
  async list(filter: Paging & { search?: string | undefined }): Promise<Page<Provider>> {
    const values = { search: filter.search || null, after: afterId(filter, 'uuid'), limit: filter.limit }
    return toPage(await run.many(sql.list, values, (row: Provider) => row), filter)
  },
  create: (name: string): Promise<Provider> => run.one(sql.create, { name }, (row: Provider) => row),
})
