import type { EnrollLink } from '#protocol/enroll-link.ts'

/** What `enrollLink` of protocol/ writes; null when it is none. */
export function parseEnrollLink(text: string): EnrollLink | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const [edge, code, pin] = ['edge', 'code', 'pin'].map(name => url.searchParams.get(name))
  if (url.protocol !== 'traffix:' || url.host !== 'enroll' || !edge || !code || !pin) return null
  return { edge, code, pin }
}
