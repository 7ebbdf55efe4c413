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
  'node.enrolled',
  'node.approved',
  'node.rejected',
  'node.suspended',
  'node.changed',
  'policy.changed',
  'provider.created',
  'provider.changed',
  'provider.stopped',
  'provider.started',
  'provider.consent_recorded',
  'provider.consent_asked',
  'provider.consented',
  'enrollment.created',
  'enrollment.revoked',
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
  | 'node_suspended_checks'
  | 'node_renamed'
  | 'other'
  | 'otherOn'

/** Who did what nobody signed in did: the checks, a device with its code, a provider with their link. */
export function nobodyKey(action: string): 'nobody' | 'checks' | 'device' | 'provider' {
  if (action === 'node.enrolled') return 'device'
  if (action === 'provider.consented') return 'provider'
  return action.startsWith('node.') ? 'checks' : 'nobody'
}

/** The sentence that tells an entry best: a changed user says what was changed. */
export function sentenceKey({
  actor,
  action,
  target,
  detail,
}: Pick<AuditEntry, 'actor' | 'action' | 'target' | 'detail'>): SentenceKey {
  if (action === 'node.suspended' && actor === null) return 'node_suspended_checks'
  if (action === 'node.changed' && detail['name'] !== undefined) return 'node_renamed'
  if (action === 'user.updated') {
    if (detail['status'] === 'disabled') return 'user_disabled'
    if (detail['status'] === 'active') return 'user_enabled'
    if (detail['role'] !== undefined) return 'user_role'
    if (detail['name'] !== undefined) return 'user_renamed'
  }
  const known = auditActions.find(one => one === action)
  return known ? wordKey(known) : target ? 'otherOn' : 'other'
}
