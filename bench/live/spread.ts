import { Limits } from '#protocol/limits.ts'
import { bearerPrefix, socketProtocol } from '#protocol/socket.ts'
import type { RawTarget } from './raw-client.ts'

/** As many people as so many sockets need, when each may have twenty. */
export const usersFor = (sockets: number): number => Math.ceil(sockets / Limits.wsConnectionsAUser)

/** The same address may open a hundred: the crowd comes from many, through one proxy that the hub trusts. */
export const addressOf = (n: number): string => {
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
