import * as argon2 from '@node-rs/argon2'
import { Refusal } from '#protocol/errors.ts'

/** Each hash holds 19 MiB and a core for tens of milliseconds: a storm must queue, and not without end. */
const atOnce = 4
const waiting = 200

/** argon2id (the library's default kind, with OWASP's 19 MiB and 2 passes). */
export function createPasswords({ hash, verify }: Pick<typeof argon2, 'hash' | 'verify'> = argon2) {
  let running = 0
  const queue: (() => void)[] = []

  async function turn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new Refusal('unavailable', { retryAfterMs: 5_000 })
      await new Promise<void>(go => queue.push(go))
    } else running++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }

  // Verified against when there is no such user, so that the answer takes as long as for one who exists.
  const nobody = hash('there is nobody here')

  return {
    hash: (password: string) => turn(() => hash(password)),
    verify: (stored: string | null, password: string) =>
      turn(async () => {
        const right = await verify(stored ?? (await nobody), password)
        return right && stored !== null
      }),
  }
}
export type Passwords = ReturnType<typeof createPasswords>
