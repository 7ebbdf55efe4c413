import { type Entry, positionOf } from '#bus/log.ts'
import type { Position } from '#protocol/socket.ts'
import { encode, type Frame, together } from './frame.ts'

/** An entry as it goes onto the wire, and where it stands. */
export type Told = { id: string; prev: string; at: number; frame: Frame }

export function tell(topic: string, { id, prev, at, event }: Entry): Told {
  return { id, prev, at, frame: encode({ topic, ...positionOf(id), event }) }
}

export const frameOf = (told: readonly Told[]): Frame =>
  told.length === 1 ? told[0]!.frame : together(told.map(one => one.frame))

/** As an entry names the one before it; all of an empty row are one. */
export const idOf = ({ epoch, seq }: Position): string => (seq === 0 ? '0-0' : `${epoch}-${seq}`)

/** Whether it stands behind that position, in the order in which a row grows. */
export function isAfter(id: string, at: string): boolean {
  const [a, b] = [positionOf(id), positionOf(at)]
  return Number(a.epoch) > Number(b.epoch) || (a.epoch === b.epoch && a.seq > b.seq)
}

/** The newest entries of a row, as many as fit. */
export function createTail(most: { events: number; bytes: number }) {
  let entries: Told[] = []
  let bytes = 0
  return {
    push(entry: Told) {
      entries.push(entry)
      bytes += entry.frame.bytes.length
      while (entries.length > most.events || bytes > most.bytes) bytes -= entries.shift()!.frame.bytes.length
    },
    /** What came after that id; null when it is not known here. */
    after(id: string): Told[] | null {
      const i = entries.findIndex(entry => entry.prev === id)
      return i < 0 ? null : entries.slice(i)
    },
    clear() {
      entries = []
      bytes = 0
    },
  }
}
