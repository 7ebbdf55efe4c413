import type { EvidenceRow } from '#db/repositories/checks.ts'
import type { Db } from '#db/connect.ts'
import type { Repositories } from '#db/repositories.ts'
import { clearSuspicion, judge } from '#protocol/trust/judge.ts'
import { scoreOf } from '#protocol/trust/score.ts'
import type { Seen } from '#protocol/trust/seen.ts'
import type { Verdict } from '#protocol/trust/verdict.ts'
import { isPrivate } from '../geo/private.ts'
import { evidenceOf, measuredOf, placeOf } from './evidence.ts'
import type { Suspend, TellStaff } from './suspending.ts'

/** A score that moves by less is told as it was: routing does not need it, and each change goes to every edge. */
const smallMove = 2
/** And by so much it is worth a row of history. */
const newsMove = 5
const mostNeighbours = 100

/** `shared`: the address of a line that it shares with others, when it is new on it. `news`: for edges. */
type Done = { shared: string | null; news: boolean; tell: TellStaff | null }

/** Judges a node by all that is written of it. Resolves when it is written, and acted on. */
export type Judge = (node: string) => Promise<void>

export function createJudge(o: {
  db: Db
  look: (address: string) => Seen
  suspend: Suspend
  /** Something that edges know may have changed. */
  changed: () => Promise<void>
}): Judge {
  const seenOf = (address: string | null) => (address === null ? null : o.look(address))

  async function judgeIn(repos: Repositories, node: string): Promise<Done> {
    const row = await repos.checks.evidence(node)
    if (!row) return { shared: null, news: false, tell: null }
    const at = new Date()
    const tunnel = seenOf(row.tunnel)
    const exit = seenOf(row.exit)
    const seen = exit ?? tunnel
    // Behind one router many have the same private address, and share no line.
    const address = seen && (seen.country !== null || !isPrivate(seen.address)) ? seen.address : null
    const line = address === null ? { nodes: 0, fresh: false } : await repos.checks.onAddress(address, node)
    const verdict = judge(evidenceOf(row, { tunnel, exit, others: line.nodes, at }))
    const score = scoreOf(measuredOf(row, verdict.kind === 'unknown' ? null : verdict.suspicion))
    const moved = Math.abs(score.points - (row.scoreWas ?? -100))
    const other = verdict.kind !== row.verdictWas || verdict.suspicion !== row.suspicionWas
    const news = await repos.checks.judged(node, {
      ...{ verdict, score, tunnel, exit, address, place: placeOf(seen, row.stated) },
      points: moved < smallMove && !other ? row.scoreWas! : score.points,
      networkName: seen?.network ?? null,
      news: other || moved >= newsMove,
    })
    const excess = violation(row, verdict)
    const tell =
      row.status === 'approved' && excess >= clearSuspicion
        ? await o.suspend(repos, { id: row.id, name: row.name }, { why: 'verdict', verdict })
        : null
    return { shared: line.fresh ? address : null, news, tell }
  }
  async function judgeOne(node: string): Promise<string | null> {
    const { shared, news, tell } = await o.db.tx(repos => judgeIn(repos, node))
    // Most are judged as they were, and edges are not bothered.
    if (news || tell) await o.changed()
    await tell?.()
    return shared
  }

  return async node => {
    const shared = await judgeOne(node)
    if (shared !== null) {
      // Asked for now that this one is seen by all: of two that come at once each finds the other, or is found. Each is looked
      // at by itself, so that no two wait for each other.
      const neighbours = await o.db.checks.neighbours(shared, mostNeighbours)
      if (neighbours.length > 1) for (const id of neighbours) await judgeOne(id)
    }
  }
}

/** What speaks against it that nobody has seen and taken yet. */
const violation = ({ accepted }: EvidenceRow, { signals }: Verdict): number =>
  signals.reduce((sum, it) => sum + (accepted.includes(it.signal) ? 0 : it.weight), 0)
