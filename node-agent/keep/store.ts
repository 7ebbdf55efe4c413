import type { KeyObject } from 'node:crypto'
import type { Known, MonthBytes } from './kept.ts'

/** What a device must find again when it comes back. A folder for one device; the fleet has one file for all. */
export type Store = {
  readonly privateKey: KeyObject
  known(): Known | null
  saveKnown(known: Known): void
  month(): MonthBytes | null
  saveMonth(month: MonthBytes): void
}
