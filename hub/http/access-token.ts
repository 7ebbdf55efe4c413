import { accessCookie } from '#protocol/socket.ts'
import { cookieValue } from './cookies.ts'
import type { Request } from './request.ts'

const bearerOf = (authorization: string) => /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? null

/** Programs bring it as a bearer, browsers as a cookie. */
export function accessTokenOf(request: Pick<Request, 'authorization' | 'cookie'>): string | null {
  return bearerOf(request.authorization) ?? cookieValue(request.cookie, accessCookie)
}

export const broughtBy = (request: Pick<Request, 'authorization'>): 'cookie' | 'bearer' =>
  bearerOf(request.authorization) === null ? 'cookie' : 'bearer'
