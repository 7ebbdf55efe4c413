import type { KeyObject } from 'node:crypto'
import type { MonthBytes } from '../month.ts'
import type { EdgeAddress } from '../tunnel/secure.ts'

/** What the device knows of its edge. */
export type Known = { edge: EdgeAddress; pin: string | null; node: string | null }

/** What a device must find again when it comes back. A folder for one device; the fleet has one file for all. */
export type Store = {
  readonly privateKey: KeyObject
  known(): Known | null
  saveKnown(known: Known): void
  month(): MonthBytes | null
  saveMonth(month: MonthBytes): void
}
