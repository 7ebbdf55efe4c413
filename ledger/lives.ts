import type { EpochRow } from '#db/repositories/usage.ts'
import type { UsageBatch } from '#protocol/usage.ts'

/** Of a process; more have not been alive at once, and the oldest are asked for again. */
const most = 1_000

type Life = { edge: string; epoch: string }
const keyOf = ({ edge, epoch }: Life) => `${epoch} ${edge}`
export const isOf =
  (life: Life) =>
  (batch: UsageBatch): boolean =>
    batch.edge === life.edge && batch.epoch === life.epoch

/** Lives of edges as this ledger left them in the table. What is not so any more is found out when it is posted. */
export function createLives() {
  const rows = new Map<string, EpochRow>()
  return {
    /** Batches life by life, in the order in which they came. */
    of: (batches: readonly UsageBatch[]): UsageBatch[][] => [
      ...Map.groupBy(batches, batch => keyOf(batch)).values(),
    ],
    before: (life: Life): EpochRow | undefined => rows.get(keyOf(life)),
    left(after: readonly EpochRow[]): void {
      for (const { edge, epoch, low, ahead } of after) {
        const key = keyOf({ edge, epoch })
        rows.delete(key)
        rows.set(key, { edge, epoch, low, ahead })
        if (rows.size > most) rows.delete(rows.keys().next().value!)
      }
    },
  }
}
