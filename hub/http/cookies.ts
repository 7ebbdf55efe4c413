import { accessCookie, refreshCookie } from '#protocol/socket.ts'
import { Limits } from '#protocol/limits.ts'

export function cookieValue(header: string, name: string): string | null {
  let from = 0
  for (;;) {
    const at = header.indexOf(`${name}=`, from)
    if (at < 0) return null
    if (at === 0 || header[at - 1] === ' ' || header[at - 1] === ';') {
      const start = at + name.length + 1
      const end = header.indexOf(';', start)
      return header.slice(start, end < 0 ? undefined : end).trim()
    }
    from = at + 1
  }
}

/** The refresh token travels only to the door, never with every request. */
const paths = { [accessCookie]: '/', [refreshCookie]: '/api/auth' } as const

function cookie(name: keyof typeof paths, value: string, maxAgeMs: number, secure: boolean): string {
  const base = `${name}=${value}; Path=${paths[name]}; Max-Age=${Math.floor(maxAgeMs / 1000)}; HttpOnly; SameSite=Strict`
  return secure ? `${base}; Secure` : base
}

export const signInCookies = (tokens: { access: string; refresh: string }, secure: boolean) => [
  cookie(accessCookie, tokens.access, Limits.accessTokenMs, secure),
  cookie(refreshCookie, tokens.refresh, Limits.refreshTokenMs, secure),
]
export const signOutCookies = (secure: boolean) => [
  cookie(accessCookie, '', 0, secure),
  cookie(refreshCookie, '', 0, secure),
]
