import type { TestContext } from 'node:test'
import { createRandom, type Random } from '../random.ts'

/**
 * Many rounds with the seeds that failed once, and from one that nobody has tried:
 * it is printed, and stands in the error of the round that failed. `FUZZ_SEED` repeats one, `FUZZ_ROUNDS` does more.
 */
export async function rounds(
  t: TestContext,
  { count, failedOnce = [] }: { count: number; failedOnce?: readonly number[] },
  round: (random: Random) => void | Promise<void>,
): Promise<void> {
  const { FUZZ_SEED: given, FUZZ_ROUNDS: more } = process.env
  const first = given ? Number(given) : Math.floor(Math.random() * 0x1_0000_0000)
  t.diagnostic(`FUZZ_SEED=${first}`)
  const total = given ? 1 : Number(more ?? count)
  const seeds = [...failedOnce, ...Array.from({ length: total }, (_, i) => (first + i) >>> 0)]
  for (const seed of seeds) {
    try {
      await round(createRandom(seed))
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed} fails: ${String(error)}`, { cause: error })
    }
  }
}
