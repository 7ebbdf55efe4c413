import { formatAddress, parseAddress } from '#wire/addresses/address.ts'
import { parseTarget } from '#wire/addresses/target.ts'
import type { EdgeAddress } from './secure.ts'

/**
 * Whether a target is the very edge that this device is connected to: by the name that its owner gave, or by the address
 * that its tunnel has led to, and by the tunnel's port. It has a connection there anyway, so one more opens nothing.
 */
export function isEdge(text: string, named: EdgeAddress, connected: EdgeAddress): boolean {
  const target = parseTarget(text)
  if ('fault' in target || target.port !== connected.port) return false
  const given = parseTarget(`${named.host.includes(':') ? `[${named.host}]` : named.host}:${named.port}`)
  if (!('fault' in given) && given.text === target.text) return true
  const address = parseAddress(connected.host)
  return address !== null && target.address !== null && formatAddress(address) === target.host
}
