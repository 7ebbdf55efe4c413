import assert from 'node:assert/strict'
import type { Bus } from '#bus/connect.ts'
import { keys } from '#bus/names.ts'
import { nodeReports } from '#bus/node-reports.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { NodeReport, ReportOf } from '#protocol/trust/report.ts'

/** What was reported of a node so far, in order, as any hub could read it. */
export async function reportsOf(hub: Bus, node: string): Promise<NodeReport[]> {
  const entries = await hub.run(redis => redis.xrange(keys.nodeReports, '-', '+'))
  return entries.flatMap(([, [, text = '']]) => nodeReports(text)).filter(it => it.node === node)
}

/** Those of one kind, when there are so many. */
export async function reported<K extends NodeReport['kind']>(
  hub: Bus,
  node: string,
  kind: K,
  count = 1,
): Promise<[ReportOf<K>, ...ReportOf<K>[]]> {
  let found: ReportOf<K>[] = []
  await eventually(async () => {
    found = (await reportsOf(hub, node)).filter((it): it is ReportOf<K> => it.kind === kind)
    assert.ok(found.length >= count, `${found.length} of ${kind}`)
  })
  return found as [ReportOf<K>, ...ReportOf<K>[]]
}
