import { type Entry, positionOf } from '#bus/log.ts'
import type { Position } from '#protocol/socket.ts'

const encoder = new TextEncoder()

/** An entry as it goes onto the wire, and where it stands. */
export type Told = { id: string; prev: string; at: number; text: string }

export function tell(topic: string, { id, prev, at, event }: Entry): Told {
  return { id, prev, at, text: JSON.stringify({ topic, ...positionOf(id), event }) }
}

/** Several messages are an array. */
export function frameOf(messages: readonly { text: string }[]): Uint8Array {
  const text = messages.map(one => one.text).join(',')
  return encoder.encode(messages.length === 1 ? text : `[${text}]`)
}

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
      bytes += entry.text.length
      while (entries.length > most.events || bytes > most.bytes) bytes -= entries.shift()!.text.length
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
