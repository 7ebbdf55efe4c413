import { crc32 } from 'node:zlib'
import type { UsageBatch } from '#protocol/usage.ts'
import { z } from 'zod'

/*
 * A file of the spool is one batch: a head, and a line for each second or half of one, each behind its checksum.
 *
 *   8a3c51f0 {"v":1,"edge":"edge-1","epoch":"…","seq":7,"second":1795000000}
 *   19be04d2 {"second":1795000000,"facts":[[n,id,account,proxyUser,node,provider,country],…],"rows":[n,up,down,…]}
 */

const Head = z.object({
  v: z.literal(1),
  edge: z.string(),
  epoch: z.uuid(),
  seq: z.int().positive(),
  /** When it was begun. */
  second: z.int().positive(),
})
export type Head = z.infer<typeof Head>

/** Of a session, the first time that it is in this file. */
export type Facts = [
  n: number,
  id: string,
  account: string,
  proxyUser: string,
  node: string,
  provider: string,
  country: string | null,
]
const Line = z.object({
  /** Null: of the second that the next line names. */
  second: z.int().positive().nullable(),
  facts: z.array(
    z.tuple([
      z.int(),
      z.string(),
      z.string(),
      z.string(),
      z.string(),
      z.string(),
      z.string().length(2).nullable(),
    ]),
  ),
  rows: z.array(z.int().nonnegative()),
})
export type Line = { second: number | null; facts: Facts[]; rows: number[] }

const sum = (text: string) => crc32(text).toString(16).padStart(8, '0')
export function sealed(value: Head | Line): string {
  const text = JSON.stringify(value)
  return `${sum(text)} ${text}\n`
}
function unsealed(line: string): unknown {
  const text = line.slice(9)
  if (line[8] !== ' ' || line.slice(0, 8) !== sum(text)) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export type Read = {
  batch: UsageBatch
  /** The lines that are whole, without what is not known whose it is. */
  good: string
  /** How many were not whole. */
  torn: number
}

/** What a file says; a reason when it cannot be said whose it is. */
export function readSpoolFile(text: string, edge: string): Read | string {
  const [first = '', ...rest] = text.split('\n')
  const head = Head.safeParse(unsealed(first)).data
  if (!head) return 'its head cannot be read'
  if (head.edge !== edge) return `it is of the edge ${head.edge}, not of ${edge}`
  const lines: Line[] = []
  let good = `${first}\n`
  let torn = 0
  const known = new Set<number>()
  for (const line of rest) {
    if (line === '') continue
    const read = Line.safeParse(unsealed(line)).data
    if (!read || read.rows.length % 3 !== 0) {
      torn++
      continue
    }
    for (const [n] of read.facts) known.add(n)
    // A row of a session that a torn line named: nobody knows whose it is. The others of its line count.
    const rows = read.rows.filter((_, i) => known.has(read.rows[i - (i % 3)]!))
    if (rows.length < read.rows.length) torn++
    lines.push({ ...read, rows })
    good += rows.length < read.rows.length ? sealed({ ...read, rows }) : `${line}\n`
  }
  return { batch: batchOf(head, lines), good, torn }
}

function batchOf({ edge, epoch, seq, second }: Head, lines: readonly Line[]): UsageBatch {
  const sessions: UsageBatch['sessions'] = []
  const places = new Map<number, number>()
  const minutes = new Map<number, Map<number, [up: number, down: number]>>()
  // Half lines belong to the second that follows; after a crash nothing did.
  let after = second
  const seconds = lines.map(it => it.second)
  for (let i = lines.length - 1; i >= 0; i--) seconds[i] ??= seconds[i + 1] ?? null
  for (const [i, { facts, rows }] of lines.entries()) {
    const at = seconds[i] ?? after + (i === 0 ? 0 : 1)
    if (seconds[i] !== null) after = at
    for (const [n, id, account, proxyUser, node, provider, country] of facts) {
      if (places.has(n)) continue
      places.set(n, sessions.length)
      sessions.push({ id, account, proxyUser, node, provider, country })
    }
    const minute = Math.floor(at / 60)
    let moved = minutes.get(minute)
    if (!moved) minutes.set(minute, (moved = new Map()))
    for (let k = 0; k < rows.length; k += 3) {
      const place = places.get(rows[k]!)!
      const before = moved.get(place)
      if (before) {
        before[0] += rows[k + 1]!
        before[1] += rows[k + 2]!
      } else moved.set(place, [rows[k + 1]!, rows[k + 2]!])
    }
  }
  return {
    ...{ v: 1, edge, epoch, seq, sessions },
    minutes: [...minutes].map(([minute, moved]) => ({
      minute,
      rows: [...moved].flatMap(([place, [up, down]]) => [place, up, down]),
    })),
  }
}
