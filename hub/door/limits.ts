import type { Bus } from '#bus/connect.ts'
import { createQuota } from '#bus/quota.ts'
import { createThrottle } from '#bus/throttle.ts'
import type { Log } from '#kit/log.ts'
import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
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

/** One try is counted before it is made, so that guesses in parallel cannot slip past. */
export async function countTry(limits: DoorDeps['limits'], address: string, name: string): Promise<void> {
  const waits = await Promise.all([limits.byAddress.attempt(address), limits.byName.attempt(name)])
  const retryAfterMs = Math.max(...waits)
  if (retryAfterMs > 0) throw new Refusal('too_many', { retryAfterMs })
}

export async function forgiveTries(limits: DoorDeps['limits'], address: string, name: string): Promise<void> {
  await Promise.all([limits.byAddress.clear(address), limits.byName.clear(name)])
}

/** Mails are limited by who causes them and by whom they reach; over it the caller waits. */
export async function countMail(limits: DoorDeps['limits'], ...keys: string[]): Promise<void> {
  const waits = await Promise.all(keys.map(key => limits.mails.take(key)))
  const retryAfterMs = Math.max(...waits)
  if (retryAfterMs > 0) throw new Refusal('too_many', { retryAfterMs })
}
