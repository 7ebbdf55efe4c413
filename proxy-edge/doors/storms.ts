import { Limits } from '#protocol/limits.ts'
import { isV4, parseAddress } from '#wire/addresses/address.ts'

const firstDelayMs = 100
const forgetMs = 5 * 60_000
const mostAddresses = 50_000
const mostWaiting = 1_000

type Storm = { wrong: number; at: number }

/** Wrong passwords are answered ever later, by address: guessing takes its time, and nobody else waits. */
export function createStorms({ now }: { now: () => number }) {
  const storms = new Map<string, Storm>()
  let waiting = 0

  return {
    /** Counts one, and answers after a while; false: so many wait already that this one is not answered at all. */
    async wrong(address: string): Promise<boolean> {
      const key = networkOf(address)
      const before = storms.get(key)
      const storm = before && now() - before.at < forgetMs ? before : { wrong: 0, at: 0 }
      storms.delete(key)
      storms.set(key, storm)
      storm.wrong++
      storm.at = now()
      for (const old of storms.keys()) {
        if (storms.size <= mostAddresses) break
        storms.delete(old)
      }
      const over = storm.wrong - Limits.proxyFreeWrongPasswords
      if (over <= 0) return true
      if (waiting >= mostWaiting) return false
      const ms = Math.min(firstDelayMs * 2 ** Math.min(over, 20), Limits.proxyWrongPasswordMaxDelayMs)
      waiting++
      await new Promise(resolve => setTimeout(resolve, ms))
      waiting--
      return true
    },
    get waiting() {
      return waiting
    },
  }
}
export type Storms = ReturnType<typeof createStorms>

/** Of IPv6 the first half: the rest is the guesser's to choose. */
function networkOf(text: string): string {
  const address = parseAddress(text)
  if (!address) return text
  return isV4(address) ? text : Buffer.from(address.subarray(0, 8)).toString('hex')
}
