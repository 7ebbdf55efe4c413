import type { SessionFacts } from '#protocol/radar.ts'
import type { Ticks } from '../live/source.ts'
import { networkLimits } from './limits.ts'
import { createParties, type Party } from './parties.ts'
import type { Edge } from './edges.ts'
import type { Time } from './time.ts'

/** Rates are the bytes of second `rateSecond`. `index` is its place among the open ones, -1 when it is not open. */
export type Session = {
  n: number
  edge: Edge
  id: string
  account: Party
  node: Party
  proxyUser: string
  login: string
  country: string | null
  target: string
  choice: SessionFacts['choice']
  startedAt: number
  up: number
  down: number
  upRate: number
  downRate: number
  rateSecond: number
  factsSecond: number
  index: number
}

/** Every open session, and what accounts and nodes carry. */
export function createSessions({ ticks, time }: { ticks: Ticks; time: Time }) {
  const rings = { count: 0 }
  const accounts = createParties({ ticks, time, rings })
  const nodes = createParties({ ticks, time, rings })
  const all: Session[] = []
  let changedAt = 0

  /** Something of it changed that is shown. */
  function touch(session: Session): void {
    session.account.changedAt = session.node.changedAt = changedAt = ticks.next
  }
  function count(session: Session, second: number, change: 1 | -1): void {
    accounts.opened(session.account, session, second, change)
    nodes.opened(session.node, session, second, change)
    changedAt = ticks.next
  }

  return {
    accounts,
    nodes,
    all: all as readonly Session[],
    get changedAt() {
      return changedAt
    },
    get full() {
      return all.length >= networkLimits.sessions
    },
    make: (edge: Edge, facts: SessionFacts): Session => ({
      n: facts.n,
      edge,
      id: facts.id,
      account: accounts.get(facts.account),
      node: nodes.get(facts.node),
      proxyUser: facts.proxyUser,
      login: facts.login,
      country: facts.country,
      target: facts.target,
      choice: facts.choice,
      startedAt: facts.startedAt,
      up: facts.up,
      down: facts.down,
      upRate: 0,
      downRate: 0,
      rateSecond: 0,
      factsSecond: 0,
      index: -1,
    }),
    open(session: Session, second: number): void {
      if (session.index >= 0) return
      session.index = all.push(session) - 1
      count(session, second, 1)
    },
    close(session: Session, second: number): void {
      if (session.index < 0) return
      const last = all.pop()!
      if (last !== session) {
        all[session.index] = last
        last.index = session.index
      }
      session.index = -1
      count(session, second, -1)
    },
    moved(session: Session, second: number, up: number, down: number): void {
      session.up += up
      session.down += down
      accounts.moved(session.account, second, up, down)
      nodes.moved(session.node, second, up, down)
      changedAt = ticks.next
    },
    touch,
    sweep(): void {
      accounts.sweep()
      nodes.sweep()
    },
  }
}
export type Sessions = ReturnType<typeof createSessions>
