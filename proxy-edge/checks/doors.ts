import { isIP } from 'node:net'
import type { Tunnel } from '../tunnels/node.ts'
import { plainAddress } from './plain-address.ts'

const withPort = (host: string, port: number) => `${isIP(host) === 6 ? `[${host}]` : host}:${port}`

/**
 * Where a device finds the tunnel door again: by the name that devices dial, and by the address that this one came to,
 * when that is another one. An edge that listens everywhere and has no public name has that address only.
 */
export function doorsOf(publicHost: string, { localAddress }: Tunnel, port: number): [string, ...string[]] {
  const came = localAddress === undefined ? null : plainAddress(localAddress)
  if (came === null || came === publicHost) return [withPort(publicHost, port)]
  if (['', '0.0.0.0', '::'].includes(publicHost)) return [withPort(came, port)]
  return [withPort(publicHost, port), withPort(came, port)]
}
