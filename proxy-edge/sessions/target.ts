import { parseAddress } from '#wire/addresses/address.ts'
import { forbiddenRange } from '#wire/addresses/forbidden.ts'
import type { AllowList } from '#wire/addresses/lists.ts'
import type { Target } from '#wire/addresses/target.ts'

const mailPort = 25
/** Names that mean this very machine, or its network, wherever they are resolved. */
const homeName = /(?:^|\.)(?:localhost|local|internal|home\.arpa|lan|localdomain)$/

/** Why this target is not allowed, in words; null when it is. The node judges again, after resolving. */
export function forbiddenTarget({ host, port }: Target, allowed: AllowList): string | null {
  const address = parseAddress(host)
  if (address && allowed.allows(address, port)) return null
  if (port === mailPort) return 'port 25 is not carried'
  if (!address) return homeName.test(host) ? `${host} is a name of a private network` : null
  const range = forbiddenRange(address)
  return range === null ? null : `${host} is ${range}`
}
