import type { Place } from '#protocol/directory.ts'
import type { NodeStatus } from '#protocol/node.ts'
import type { Page } from '#protocol/rest/endpoint.ts'
import type { AgentFacts, RefusalCode } from '#protocol/tunnel.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'
import { toInet, toJson } from '../values.ts'

export type Enrollment = {
  id: string
  provider: { id: string; name: string }
  hint: string
  note: string
  uses: number
  maxUses: number
  expiresAt: Date
  revokedAt: Date | null
  approves: boolean
  place: Place
  createdAt: Date
}
type NewEnrollment = {
  provider: string
  /** Its hash; the code itself is kept nowhere. */
  code: string
  hint: string
  note: string
  maxUses: number
  days: number
  approves: boolean
  place: Place
}
export type NewDevice = {
  publicKey: string
  code: string
  name: string
  agent: AgentFacts
  address: string
}
export type Enrolled =
  | { node: string; status: NodeStatus; made: boolean }
  | { refused: Extract<RefusalCode, `enrollment_${string}`> }

const place = ['country', 'city', 'lat', 'lon', 'asn'] as const
const fresh = ['provider', 'code', 'hint', 'note', 'maxUses', 'days', 'approves', ...place] as const
const sql = statements('enrollments', {
  list: ['provider', 'after', 'limit'],
  create: [...fresh, 'createdBy'],
  renew: fresh,
  revoke: ['id'],
  lockKey: ['publicKey'],
  enroll: ['publicKey', 'code', 'name', 'agent', 'address'],
})

export const enrollments = (run: Run) => ({
  /** Newest first. */
  async list(filter: Paging & { provider?: string | undefined }): Promise<Page<Enrollment>> {
    const values = { provider: filter.provider ?? null, after: afterId(filter, 'uuid'), limit: filter.limit }
    return toPage(await run.many(sql.list, values, toEnrollment), filter)
  },
  /** Null when there is no such provider. */
  create: ({
    place: where,
    ...rest
  }: NewEnrollment & { createdBy: string | null }): Promise<Enrollment | null> =>
    run.maybe(sql.create, { ...rest, ...where }, toEnrollment),
  /** The same code again is good for another while. */
  renew: ({ place: where, ...rest }: NewEnrollment): Promise<Enrollment> =>
    run.one(sql.renew, { ...rest, ...where }, toEnrollment),
  /** Null when it is not there, or revoked already. */
  revoke: (id: string): Promise<Enrollment | null> => run.maybe(sql.revoke, { id }, toEnrollment),
  /** In a transaction: a device is taken in once, however many hubs hear it ask, and a code is used once for it. */
  async enroll(device: NewDevice): Promise<Enrolled> {
    const { publicKey, code, name, agent, address } = device
    await run.one(sql.lockKey, { publicKey }, () => null)
    const values = {
      publicKey,
      code,
      name,
      agent: toJson(agent),
      address: toInet(address),
    }
    return run.one(sql.enroll, values, (row: EnrollRow): Enrolled => {
      if (row.node !== null) return { node: row.node, status: row.status!, made: row.made }
      return { refused: row.fault ?? 'enrollment_unknown' }
    })
  },
})

type EnrollRow = {
  node: string | null
  status: NodeStatus | null
  made: boolean
  fault: Extract<RefusalCode, `enrollment_${string}`> | null
}
type Row = Omit<Enrollment, 'provider' | 'place'> & Place & { providerId: string; providerName: string }
const toEnrollment = (row: Row): Enrollment => {
  const { providerId, providerName, country, city, lat, lon, asn, ...rest } = row
  return {
    ...rest,
    provider: { id: providerId, name: providerName },
    place: { country, city, lat, lon, asn },
  }
}
