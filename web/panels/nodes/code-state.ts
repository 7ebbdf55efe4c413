import type { Enrollment } from '#protocol/rest/enrollments.ts'

export type CodeState = 'active' | 'usedUp' | 'over' | 'revoked'

export function codeState(code: Enrollment, now: number): CodeState {
  if (code.revokedAt !== null) return 'revoked'
  if (code.uses >= code.maxUses) return 'usedUp'
  return new Date(code.expiresAt).getTime() <= now ? 'over' : 'active'
}
