import type { NodeReport } from '#protocol/trust/report.ts'
import { resultOf, type SelfTest } from '#protocol/trust/self-test.ts'
import { testHome } from './self-test.ts'
import type { Turns } from './turns.ts'
import type { Visit } from './visit.ts'

/** It has just come, or was just approved: soon, and not all in one moment. */
const soonMs = { least: 500, most: 2_000 }

/** Tests that each approved node keeps its home closed: soon after it came or was approved, then every few minutes. */
export function createHomeTests(o: {
  report(make: (at: number) => NodeReport): NodeReport
  edge: string
  rebindingName: string | null
  turns: Turns
  eachMs: number
  random(): number
  onTested?: (result: SelfTest['result']) => void
}) {
  const soon = () => soonMs.least + o.random() * (soonMs.most - soonMs.least)

  function plan(visit: Visit, clock: number): void {
    visit.testAt = visit.node.status === 'approved' ? clock + soon() : Infinity
  }

  async function run(visit: Visit): Promise<void> {
    const { node, tunnel } = visit
    if (node.tunnel !== tunnel || node.status !== 'approved') return
    const tries = await testHome(node, o.rebindingName)
    // It has another tunnel by now, and is tested anew.
    if (node.tunnel !== tunnel) return
    o.report(at => ({ kind: 'tested', node: node.id, edge: o.edge, at, tries }))
    o.onTested?.(resultOf(tries))
    visit.testAt = performance.now() + o.eachMs * (0.75 + o.random() / 2)
  }

  return {
    came: plan,
    /** What staff decided may be another thing now. */
    judged(visit: Visit, clock: number): void {
      const approved = visit.node.status === 'approved'
      if (!approved || (visit.testAt === Infinity && !visit.testing)) plan(visit, clock)
    },
    look(visit: Visit, clock: number): void {
      if (visit.testAt > clock || visit.testing || visit.node.presence !== 'online') return
      visit.testing = true
      visit.testAt = Infinity
      o.turns.add(() => run(visit).finally(() => (visit.testing = false)))
    },
  }
}
