/** What a provider scans or pastes: where to dial, with which code, and whose certificate to trust. */
export type EnrollLink = { edge: string; code: string; pin: string }

export const enrollLink = ({ edge, code, pin }: EnrollLink): string =>
  `traffix://enroll?edge=${encodeURIComponent(edge)}&code=${encodeURIComponent(code)}&pin=${encodeURIComponent(pin)}`
