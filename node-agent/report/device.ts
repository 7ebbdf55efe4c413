import type { z } from 'zod'
import type { Battery, NodeNetwork } from '#protocol/node.ts'

export type BatteryFacts = z.infer<typeof Battery>
export type NetworkFacts = z.infer<typeof NodeNetwork>

/** The machine that the agent runs on: Linux, a phone, or one that is only imagined. */
export type Device = {
  readonly model: string | null
  readonly osVersion: string | null
  /** Null: there is none, or it cannot be asked. */
  battery(): BatteryFacts | null
  network(): NetworkFacts | null
  /** Calls when the way to the internet is another one than before. Returns the stop. */
  onNewRoute(fn: () => void): () => void
  stop(): void
}
