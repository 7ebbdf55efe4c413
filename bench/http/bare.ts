import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a hand-written server does for the same request: find the token, know it, answer with the same JSON.
 *  A token is verified once and then remembered, as the hub does. */
export function createBareMe(secret: string, me: object) {
  const known = new Map<string, number>()
  const body = () => JSON.stringify({ user: me })

  return (cookie: string): string | null => {
    const token = /traffix_access=([^;]+)/.exec(cookie)?.[1]
    if (!token) return null
    const expiresAt = known.get(token) ?? verify(secret, token)
    if (expiresAt === null || expiresAt <= Date.now()) return null
    known.set(token, expiresAt)
    return body()
  }
}

function verify(secret: string, token: string): number | null {
  const [head, payload, signature] = token.split('.')
  const right = createHmac('sha256', secret).update(`${head}.${payload}`).digest()
  const given = Buffer.from(signature ?? '', 'base64url')
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  return (JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as { exp: number }).exp * 1_000
}
