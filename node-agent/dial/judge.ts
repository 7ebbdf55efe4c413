import { parseAddress } from '#wire/addresses/address.ts'
import { forbiddenRange } from '#wire/addresses/forbidden.ts'
import type { AllowList } from '#wire/addresses/lists.ts'

/** Why this address must not be reached from the device, in words; null when it may. */
export type Judge = (address: string, port: number) => string | null

export const createJudge =
  (allow: AllowList): Judge =>
  (text, port) => {
    const address = parseAddress(text)
    if (!address) return 'not an address'
    return allow.allows(address, port) ? null : forbiddenRange(address)
  }
