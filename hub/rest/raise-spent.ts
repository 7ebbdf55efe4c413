import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { sayPosted } from '#bus/spent.ts'
import type { Db } from '#db/connect.ts'

/** A limit that is new counts what was used before it too: edges hear of it at once, and not when a ledger next looks. */
export type RaiseSpent = (accounts: readonly string[]) => Promise<void>

export const createRaiseSpent =
  ({ db, bus }: { db: Pick<Db, 'usage'>; bus: Bus }): RaiseSpent =>
  async accounts => {
    try {
      await sayPosted(bus, await db.usage.limited(accounts))
    } catch (err) {
      if (!(err instanceof BusDown)) throw err
    }
  }
