import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { addUsage, askUsage } from '#bus/usage.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { Limits } from '#protocol/limits.ts'
import type { Spool, Spooled } from './spool.ts'

/** So that a ledger that was away gets them some at a time. */
const lookMs = 1_000
/** Before every place in a stream: nobody has one there. */
const nowhere = '0-0'

/**
 * Spooled batches to the stream, in order, and off the disk once they are posted. A batch that Redis has lost, or that
 * was handed over in a life before, is handed over again: it counts once.
 */
export function startHandingOver(o: { bus: Bus; edge: string; spool: Spool; log: Log }) {
  const { bus, edge, spool, log } = o
  /** Where in the stream they are. */
  const underway = new Map<Spooled, string>()
  let asked = false
  let handed = 0

  async function ask(batches: readonly Spooled[]): Promise<void> {
    if (batches.length === 0) return
    const answers = await askUsage(
      bus,
      edge,
      batches.map(it => ({ epoch: it.epoch, seq: it.seq, id: underway.get(it) ?? nowhere })),
    )
    for (const [i, batch] of batches.entries()) {
      if (answers[i] === 'waiting') continue
      underway.delete(batch)
      if (answers[i] === 'posted') await spool.remove(batch)
    }
  }

  async function round(): Promise<void> {
    // Of a life before some may be posted, and this life has not heard.
    if (!asked) await ask(spool.waiting.slice())
    asked = true
    await ask([...underway.keys()])
    let failed: unknown
    for (const batch of spool.waiting.slice()) {
      if (underway.size >= Limits.usageBatchesUnderway) break
      if (underway.has(batch)) continue
      // One that the disk does not give holds up none of the others.
      const read = await spool.read(batch).catch((err: unknown) => void (failed ??= err))
      if (!read) continue
      underway.set(batch, await addUsage(bus, JSON.stringify(read)))
      handed++
    }
    if (failed !== undefined) throw failed
  }

  async function look(): Promise<void> {
    if (!bus.up || spool.waiting.length === 0) return
    try {
      await round()
    } catch (err) {
      if (!(err instanceof BusDown)) throw err
    }
  }
  const stop = every(lookMs, look, { log })
  return {
    get handed() {
      return handed
    },
    /** What is whole goes out, if Redis is there; what is not posted stays on the disk for the next life. */
    async stop() {
      await stop()
      await look().catch((err: unknown) => log.error({ err }, 'usage was not handed over before the stop'))
    },
  }
}
