import type { AuditEntry } from '#protocol/rest/staff.ts'

/** What the hub writes today; a code that is newer than this page is shown as it is. */
export const auditActions = [
  'login',
  'login.failed',
  'login.refused',
  'login.code_failed',
  'logout',
  'register',
  'confirm',
  'invite.accepted',
  'password.asked',
  'password.reset',
  'password.changed',
  'profile.updated',
  'session.reused',
  'session.revoked',
  'session.revoked_others',
  'account.created',
  'account.suspended',
  'account.resumed',
  'admin.created',
  'user.invited',
  'user.updated',
] as const
export type AuditAction = (typeof auditActions)[number]

type Underscored<S extends string> = S extends `${infer A}.${infer B}` ? `${A}_${B}` : S
/** Dots part keys of words from each other, so codes are written with `_` there. */
export const wordKey = <A extends AuditAction>(action: A) => action.replaceAll('.', '_') as Underscored<A>

export type SentenceKey =
  | Underscored<AuditAction>
  | 'user_disabled'
  | 'user_enabled'
  | 'user_role'
  | 'user_renamed'
  | 'other'
  | 'otherOn'

/** The sentence that tells an entry best: a changed user says what was changed. */
export function sentenceKey({
  action,
  target,
  detail,
}: Pick<AuditEntry, 'action' | 'target' | 'detail'>): SentenceKey {
  if (action === 'user.updated') {
    if (detail['status'] === 'disabled') return 'user_disabled'
    if (detail['status'] === 'active') return 'user_enabled'
    if (detail['role'] !== undefined) return 'user_role'
    if (detail['name'] !== undefined) return 'user_renamed'
  }
  const known = auditActions.find(one => one === action)
  return known ? wordKey(known) : target ? 'otherOn' : 'other'
}
