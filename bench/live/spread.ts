import { Limits } from '#protocol/limits.ts'
import { bearerPrefix, socketProtocol } from '#protocol/socket.ts'
import type { RawTarget } from './raw-client.ts'

/** A crowd takes all the places of its users and of its addresses. */
export const usersFor = (sockets: number): number => Math.ceil(sockets / Limits.wsConnectionsAUser)

/** The crowd comes from many addresses, through one proxy that the hub trusts. */
export function addressOf(n: number): string {
  const network = Math.floor(n / Limits.wsConnectionsAnAddress)
  return `10.${(network >> 16) & 255}.${(network >> 8) & 255}.${network & 255}`
}

/** The n-th socket of a crowd, at a hub with `HUB_TRUSTED_PROXIES=1`. */
export const hubTarget =
  (port: () => number, tokens: readonly string[]) =>
  (n: number): RawTarget => ({
    port: port(),
    path: '/ws',
    headers: { 'x-forwarded-for': addressOf(n) },
    protocols: [socketProtocol, `${bearerPrefix}${tokens[Math.floor(n / Limits.wsConnectionsAUser)]}`],
  })
