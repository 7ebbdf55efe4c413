import { Limits } from '#protocol/limits.ts'
import { bearerPrefix, socketProtocol } from '#protocol/socket.ts'
import type { RawTarget } from './raw-client.ts'

/** How many sockets of a crowd share a user and an address. */
export type Share = { aUser: number; anAddress: number }
export const fullShare: Share = {
  aUser: Limits.wsConnectionsAUser,
  anAddress: Limits.wsConnectionsAnAddress,
}

export const usersFor = (sockets: number, { aUser }: Share = fullShare): number => Math.ceil(sockets / aUser)

/** The crowd comes from many addresses, through one proxy that the hub trusts. */
export function addressOf(n: number, { anAddress }: Share = fullShare): string {
  const network = Math.floor(n / anAddress)
  return `10.${(network >> 16) & 255}.${(network >> 8) & 255}.${network & 255}`
}

/** The n-th socket of a crowd, at a hub with `HUB_TRUSTED_PROXIES=1`. */
export const hubTarget =
  (port: () => number, tokens: readonly string[], share: Share = fullShare) =>
  (n: number): RawTarget => ({
    port: port(),
    path: '/ws',
    headers: { 'x-forwarded-for': addressOf(n, share) },
    protocols: [socketProtocol, `${bearerPrefix}${tokens[Math.floor(n / share.aUser)]}`],
  })
