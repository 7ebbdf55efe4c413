import { accessCookie } from '#protocol/socket.ts'
import { cookieValue } from './cookies.ts'
import type { Request } from './request.ts'

/** Programs bring it as a bearer, browsers as a cookie. */
export function accessTokenOf(request: Pick<Request, 'authorization' | 'cookie'>): string | null {
  const bearer = /^bearer +(\S+)$/i.exec(request.authorization)?.[1]
  return bearer ?? cookieValue(request.cookie, accessCookie)
}
