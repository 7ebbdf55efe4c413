import type { NodeStatus } from '#protocol/node.ts'
import type { z } from 'zod'
import type { PolicyPatch } from '#protocol/policy.ts'
import type { Page } from '#protocol/rest/endpoint.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'
import { toInet, toJson } from '../values.ts'

type Policy = z.infer<typeof PolicyPatch>
export type Consent = { version: string; at: Date; address: string | null; by: string | null; note: string }
export type Provider = {
  id: string
  name: string
  email: string | null
  note: string
  createdAt: Date
  nodes: number
  online: number
  byStatus: Partial<Record<NodeStatus, number>>
  carried: { today: number; days30: number; ever: number }
  consent: Consent | null
  stopped: { at: Date; by: string; reason: string } | null
  ownPolicy: Policy
}
type Filter = Paging & { search?: string | undefined; stopped?: boolean | undefined }
export type ProviderPatch = {
  name?: string | undefined
  /** Null takes it away. */
  email?: string | null | undefined
  note?: string | undefined
  policy?: Policy | undefined
  inherit?: readonly string[] | undefined
}
export type NewConsent = {
  version: string
  /** What was read; null when it was on paper. */
  words: string | null
  at: Date | null
  address: string | null
  by: string | null
  note: string
}

const sql = statements('providers', {
  list: ['id', 'search', 'stopped', 'after', 'limit'],
  create: ['name', 'email', 'note'],
  update: ['id', 'name', 'email', 'note', 'policy', 'inherit'],
  switch: ['id', 'by', 'reason'],
  consents: ['id'],
  consent: ['id', 'version', 'words', 'at', 'address', 'by', 'note'],
  link: ['id', 'hash', 'days'],
  byLink: ['hash'],
})
const all = { id: null, search: null, stopped: null, after: null, limit: 1 }

export const providers = (run: Run) => {
  const byId = (id: string): Promise<Provider | null> => run.maybe(sql.list, { ...all, id }, toProvider)
  return {
    /** By name. */
    async list(filter: Filter): Promise<Page<Provider>> {
      const { search, stopped = null, limit } = filter
      const values = { ...all, search: search || null, stopped, after: afterId(filter, 'uuid'), limit }
      return toPage(await run.many(sql.list, values, toProvider), filter)
    },
    byId,
    async create(made: { name: string; email?: string | null; note?: string }): Promise<Provider> {
      const { name, email = null, note = '' } = made
      const id = await run.one(sql.create, { name, email, note }, (row: { id: string }) => row.id)
      return (await byId(id))!
    },
    /** Its nodes' edges are told by `nodes.touch`. */
    async update(id: string, patch: ProviderPatch): Promise<boolean> {
      const { name = null, email, note = null, policy, inherit = [] } = patch
      const values = { id, name, email: email === null ? '' : (email ?? null), note, inherit }
      return (await run.count(sql.update, { ...values, policy: policy ? toJson(policy) : null })) > 0
    },
    /** By whom it is stopped, or null: it runs again. False when it stands that way already. */
    switch: async (id: string, by: string | null, reason: string): Promise<boolean> =>
      (await run.count(sql.switch, { id, by, reason })) > 0,
    consents: (id: string): Promise<Consent[]> => run.many(sql.consents, { id }, (row: Consent) => row),
    /** Null when there is no such provider; `made` false: it is the one that was given a moment ago. */
    addConsent: (id: string, { address, ...rest }: NewConsent) =>
      run.maybe(
        sql.consent,
        { id, ...rest, address: toInet(address) },
        (row: Pick<Consent, 'version' | 'at'> & { made: boolean }) => row,
      ),
    makeLink: (id: string, hash: Uint8Array, days: number): Promise<Date | null> =>
      run.maybe(sql.link, { id, hash, days }, (row: { expiresAt: Date }) => row.expiresAt),
    byLink: (hash: Uint8Array) =>
      run.maybe(
        sql.byLink,
        { hash },
        ({ given, ...row }: { id: string; name: string; given: { version: string; at: string } | null }) => ({
          ...row,
          given: given && { version: given.version, at: new Date(given.at) },
        }),
      ),
  }
}

type Row = Omit<Provider, 'carried' | 'consent' | 'stopped'> &
  Provider['carried'] & {
    consent: (Omit<Consent, 'at'> & { at: string }) | null
    stoppedAt: Date | null
    stoppedBy: string | null
    stoppedReason: string | null
  }
const toProvider = (row: Row): Provider => {
  const { today, days30, ever, consent, stoppedAt, stoppedBy, stoppedReason, ...rest } = row
  return {
    ...rest,
    carried: { today, days30, ever },
    consent: consent && { ...consent, at: new Date(consent.at) },
    stopped: stoppedAt && { at: stoppedAt, by: stoppedBy ?? '', reason: stoppedReason ?? '' },
  }
}
