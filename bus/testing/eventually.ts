import { setTimeout as sleep } from 'node:timers/promises'

/** Tries until it holds; the deadline only tells a hang from a slow machine. */
export async function eventually(work: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(20)
    }
  }
}
