import type { Page } from '#protocol/rest/endpoint.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'
import { toInet, toJson } from '../values.ts'

export type AuditEntry = {
  id: string
  at: Date
  actor: { id: string; email: string } | null
  action: string
  target: { kind: string; id: string; label: string } | null
  address: string | null
  detail: Record<string, unknown>
}
export type NewAuditEntry = {
  /** Null: nobody who was signed in. */
  actor: string | null
  /** As it was then; needed when there is an actor. */
  actorEmail?: string | null | undefined
  action: string
  target?: AuditEntry['target'] | undefined
  address: string | null
  detail?: Record<string, unknown> | undefined
}
export type AuditFilter = Paging & {
  actor?: string | undefined
  /** The id of what was acted on. */
  target?: string | undefined
  action?: string | undefined
}

const sql = statements('audit', {
  write: ['actor', 'actorEmail', 'action', 'targetKind', 'targetId', 'targetLabel', 'address', 'detail'],
  list: ['actor', 'target', 'action', 'after', 'limit'],
})

/** Who did what to what, from where. The table refuses every change to what was written. */
export const audit = (run: Run) => ({
  async write(entry: NewAuditEntry): Promise<void> {
    await run.count(sql.write, {
      actor: entry.actor,
      actorEmail: entry.actorEmail ?? null,
      action: entry.action,
      targetKind: entry.target?.kind ?? null,
      targetId: entry.target?.id ?? null,
      targetLabel: entry.target?.label ?? null,
      address: toInet(entry.address),
      detail: toJson(entry.detail ?? {}),
    })
  },

  /** Newest first. */
  async list(filter: AuditFilter): Promise<Page<AuditEntry>> {
    const { actor = null, target = null, action = null, limit } = filter
    const values = { actor, target, action, after: afterId(filter, 'number'), limit }
    return toPage(await run.many(sql.list, values, toEntry), filter)
  },
})

type AuditRow = Pick<AuditEntry, 'id' | 'at' | 'action' | 'address' | 'detail'> &
  Record<'actorId' | 'actorEmail' | 'targetKind' | 'targetId' | 'targetLabel', string | null>

function toEntry(row: AuditRow): AuditEntry {
  const { actorId, actorEmail, targetKind, targetId, targetLabel, ...rest } = row
  return {
    ...rest,
    actor: actorId === null ? null : { id: actorId, email: actorEmail ?? '' },
    target: targetKind === null ? null : { kind: targetKind, id: targetId ?? '', label: targetLabel ?? '' },
  }
}
