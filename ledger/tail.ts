import type { EpochPosted, EpochRow, TailRow } from '#db/repositories/usage.ts'
import type { UsageBatch } from '#protocol/usage.ts'

/** All that a batch has counted. */
export function bytesOf({ minutes }: UsageBatch): { up: number; down: number } {
  let [up, down] = [0, 0]
  for (const { rows } of minutes)
    for (let i = 0; i < rows.length; i += 3) {
      up += rows[i + 1]!
      down += rows[i + 2]!
    }
  return { up, down }
}

/** Which of these batches are new to this life of an edge, and what is posted of it with them. */
export function advance(
  { edge, epoch, low: lowBefore, ahead: aheadBefore }: EpochRow,
  batches: readonly UsageBatch[],
): { after: EpochPosted; news: UsageBatch[] } {
  let low = lowBefore
  const ahead = new Set(aheadBefore)
  const news: UsageBatch[] = []
  let [up, down] = [0, 0]
  for (const batch of batches) {
    if (batch.seq <= low || ahead.has(batch.seq)) continue
    ahead.add(batch.seq)
    news.push(batch)
    const bytes = bytesOf(batch)
    up += bytes.up
    down += bytes.down
  }
  while (ahead.delete(low + 1)) low++
  return {
    after: {
      ...{ edge, epoch, low, ahead: [...ahead].sort((a, b) => a - b) },
      ...{ batches: news.length, up, down },
    },
    news,
  }
}

/** Sessions of one proxy user over one node in one minute are one cell, of however many batches. */
export function tailOf(batches: readonly UsageBatch[]): TailRow[] {
  const accounts = new Map<string, { row: TailRow; cells: Map<string, number> }>()
  for (const { edge, sessions, minutes } of batches)
    for (const { minute, rows } of minutes)
      for (let i = 0; i < rows.length; i += 3) {
        const { account, proxyUser, node, provider, country } = sessions[rows[i]!]!
        const [up, down] = [rows[i + 1]!, rows[i + 2]!]
        let of = accounts.get(account)
        if (!of) accounts.set(account, (of = { row: emptyRow(account), cells: new Map() }))
        const { row, cells } = of
        const key = `${minute} ${proxyUser} ${node} ${provider} ${country ?? ''} ${edge}`
        const at = cells.get(key)
        if (at !== undefined) {
          row.ups[at]! += up
          row.downs[at]! += down
          continue
        }
        cells.set(key, row.minutes.length)
        row.minutes.push(minute)
        row.proxyUsers.push(proxyUser)
        row.nodes.push(node)
        row.providers.push(provider)
        row.countries.push(country ?? '')
        row.edges.push(edge)
        row.ups.push(up)
        row.downs.push(down)
      }
  return [...accounts.values()].map(it => it.row)
}

const emptyRow = (account: string): TailRow => ({
  ...{ account, minutes: [], proxyUsers: [], nodes: [], providers: [] },
  ...{ countries: [], edges: [], ups: [], downs: [] },
})
