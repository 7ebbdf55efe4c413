import { age } from '#bus/testing/age.ts'
import type { Bus } from '#bus/connect.ts'
import { keys } from '#bus/names.ts'
import type { Reply } from './visitor.ts'

/** Fails until the waits are too long for a test to slip past; time passes for the key, not for the test. */
export async function exhaust(
  bus: Bus,
  throttle: 'login:name' | 'login:address',
  key: string,
  fail: () => Promise<Reply>,
): Promise<{ reply: Reply; failures: number }> {
  for (let failures = 0; failures < 100;) {
    const reply = await fail()
    if (reply.status !== 429) {
      failures++
      continue
    }
    const waitSeconds = Number(reply.headers.get('retry-after'))
    if (waitSeconds > 60) return { reply, failures }
    await age(bus, keys.throttle(throttle, key), waitSeconds * 1_000)
  }
  throw new Error(`a hundred failures by ${key} and nobody waits`)
}
