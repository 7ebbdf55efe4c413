import type { Ticks } from '../live/source.ts'
import { networkLimits } from './limits.ts'
import { addBytes, addOpen, aheadSeconds, createRing, isIdle, type Ring } from './ring.ts'
import type { Session } from './sessions.ts'
import type { Table } from './table.ts'
import type { Time } from './time.ts'

/** An account or a node: whoever traffic is counted for. */
export type Party = {
  id: string
  /** Null when nothing has happened in the window. */
  ring: Ring | null
  sessions: Set<Session>
  changedAt: number
  readers: number
  /** Its busiest sessions, while somebody reads them, as of turn `tableTurn`. */
  table: Table | null
  tableTurn: number
}

/** All accounts, or all nodes. */
export function createParties(o: { ticks: Ticks; time: Time; rings: { count: number } }) {
  const { ticks, time, rings } = o
  const parties = new Map<string, Party>()

  /** Null when there are too many: then this flow is not kept. */
  function ringOf(party: Party, second: number): Ring | null {
    if (party.ring || rings.count >= networkLimits.rings) return party.ring
    rings.count++
    return (party.ring = createRing(second, ticks.next))
  }

  return {
    get size() {
      return parties.size
    },
    find: (id: string) => parties.get(id),
    get(id: string): Party {
      const known = parties.get(id)
      if (known) return known
      const party: Party = {
        id,
        ring: null,
        sessions: new Set(),
        changedAt: ticks.next,
        readers: 0,
        table: null,
        tableTurn: -1,
      }
      parties.set(id, party)
      return party
    },
    moved(party: Party, second: number, up: number, down: number): void {
      party.changedAt = ticks.next
      const ring = ringOf(party, second)
      if (ring) addBytes(ring, second, up, down, ticks.next)
    },
    opened(party: Party, session: Session, second: number, change: 1 | -1): void {
      party.changedAt = ticks.next
      if (change > 0) party.sessions.add(session)
      else party.sessions.delete(session)
      // Sessions that are older than the window were open in all of it: that takes no ring.
      const before = second <= time.last - networkLimits.windowSeconds - aheadSeconds
      const ring = before && party.readers === 0 ? party.ring : ringOf(party, second)
      if (ring) addOpen(ring, second, change, ticks.next)
    },
    /** Lets go of what is idle. */
    sweep(): void {
      for (const party of parties.values()) {
        if (party.readers > 0) continue
        if (party.ring && isIdle(party.ring, time.last)) {
          party.ring = null
          rings.count--
        }
        if (!party.ring && party.sessions.size === 0) parties.delete(party.id)
      }
    },
  }
}
export type Parties = ReturnType<typeof createParties>
