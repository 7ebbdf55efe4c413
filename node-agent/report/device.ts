import type { z } from 'zod'
import type { Battery, NodeNetwork } from '#protocol/node.ts'
import type { DevicePath } from '#protocol/tunnel.ts'

export type BatteryFacts = z.infer<typeof Battery>
export type NetworkFacts = z.infer<typeof NodeNetwork>
export type PathFacts = DevicePath

/** The machine that the agent runs on: Linux, a phone, or one that is only imagined. */
export type Device = {
  readonly model: string | null
  readonly osVersion: string | null
  /** Of its clock, as IANA names it. */
  readonly timeZone: string | null
  /** Null: there is none, or it cannot be asked. */
  battery(): BatteryFacts | null
  network(): NetworkFacts | null
  /** Its way out; null when it cannot be asked. */
  path(): PathFacts | null
  /** Calls when the way to the internet is another one than before. Returns the stop. */
  onNewRoute(fn: () => void): () => void
  stop(): void
}
