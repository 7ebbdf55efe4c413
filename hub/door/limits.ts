import type { Bus } from '#bus/connect.ts'
import { createQuota } from '#bus/quota.ts'
import { createThrottle } from '#bus/throttle.ts'
import type { Log } from '#kit/log.ts'
import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import { networkOf } from '../http/request.ts'
import type { DoorDeps } from './deps.ts'

export function createDoorLimits(bus: Bus, log: Log): DoorDeps['limits'] {
  const delays = {
    firstDelayMs: Limits.loginFirstDelayMs,
    maxDelayMs: Limits.loginMaxDelayMs,
    forgetMs: Limits.loginForgetMs,
    log,
  }
  return {
    byAddress: createThrottle(bus, {
      name: 'login:address',
      freeTries: Limits.loginAddressFreeTries,
      ...delays,
    }),
    byName: createThrottle(bus, { name: 'login:name', freeTries: Limits.loginFreeTries, ...delays }),
    mails: createQuota(bus, { name: 'mails', max: Limits.mailsAnHour, windowMs: 3_600_000, log }),
  }
}

/** One try is counted before it is made, so that guesses in parallel cannot slip past. A refused one counts
 *  nowhere: who is shut out by address cannot shut out the names of others. */
export async function countTry(limits: DoorDeps['limits'], address: string, name: string): Promise<void> {
  const network = networkOf(address)
  orWait(await limits.byAddress.attempt(network))
  const waitMs = await limits.byName.attempt(name)
  if (waitMs > 0) await limits.byAddress.refund(network)
  orWait(waitMs)
}

/** The name begins anew; of the address only this try was right, and what else came from there still counts. */
export async function forgiveTries(limits: DoorDeps['limits'], address: string, name: string): Promise<void> {
  await Promise.all([limits.byAddress.refund(networkOf(address)), limits.byName.clear(name)])
}

/** For links and codes, where a right one is told from a wrong one cheaply: it is never refused. */
export async function countFailure(limits: DoorDeps['limits'], address: string): Promise<void> {
  orWait(await limits.byAddress.attempt(networkOf(address)))
}

/** Mails are limited by who causes them and by whom they reach; over it the caller waits. */
export async function countMail(
  limits: DoorDeps['limits'],
  who: { from: string; to: string } | { code: string },
): Promise<void> {
  const keys = 'code' in who ? [`code:${who.code}`] : [`from:${networkOf(who.from)}`, `to:${who.to}`]
  const waits = await Promise.all(keys.map(key => limits.mails.take(key)))
  orWait(Math.max(...waits))
}

function orWait(retryAfterMs: number): void {
  if (retryAfterMs > 0) throw new Refusal('too_many', { retryAfterMs })
}
