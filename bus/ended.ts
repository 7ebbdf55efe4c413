import { z } from 'zod'
import { SessionRecord } from '#protocol/session-record.ts'
import type { Bus, Reader } from './connect.ts'
import { parseJson } from './json.ts'
import { keys } from './names.ts'

// edge --(sessions that have ended)--> stream `sessions:ended` --(group `ledger`)--> ledger --> PostgreSQL, then acknowledged

const group = 'ledger'
/** Far more than waits unless no ledger runs for hours. */
const keepEntries = 100_000
const readEntries = 64
/** Whoever took an entry and has not stored it for so long is taken for dead. */
const claimMs = 30_000

export async function addEnded(bus: Bus, records: readonly SessionRecord[]): Promise<void> {
  await bus.run(redis =>
    redis.xadd(keys.endedSessions, 'MAXLEN', '~', keepEntries, '*', 'records', JSON.stringify(records)),
  )
}

export type EndedEntry = { id: string; records: SessionRecord[] }
const Records = z.array(SessionRecord)

/** What can be read of each; an entry that cannot be is empty, and is acknowledged like the others. */
function entriesOf(raw: readonly unknown[]): EndedEntry[] {
  return (raw as [string, string[] | null][]).map(([id, fields]) => ({
    id,
    records: Records.safeParse(parseJson(fields?.[1] ?? '')).data ?? [],
  }))
}

export async function joinEnded(bus: Bus): Promise<void> {
  try {
    await bus.run(redis => redis.xgroup('CREATE', keys.endedSessions, group, '0', 'MKSTREAM'))
  } catch (err) {
    if (!(err instanceof Error) || !err.message.startsWith('BUSYGROUP')) throw err
  }
}

/** The next ones for this consumer, waiting at most so long; NOGROUP when Redis has begun anew: join again. */
export async function readEnded(reader: Reader, consumer: string, waitMs: number): Promise<EndedEntry[]> {
  const answer = await reader.run(redis =>
    redis.xreadgroup(
      'GROUP',
      group,
      consumer,
      'COUNT',
      readEntries,
      'BLOCK',
      waitMs,
      'STREAMS',
      keys.endedSessions,
      '>',
    ),
  )
  const streams = (answer ?? []) as [string, unknown[]][]
  return streams.flatMap(([, entries]) => entriesOf(entries))
}

/** Those that another consumer took and never stored; also this one's own from before a restart. */
export async function claimEnded(bus: Bus, consumer: string): Promise<EndedEntry[]> {
  const [, entries] = (await bus.run(redis =>
    redis.xautoclaim(keys.endedSessions, group, consumer, claimMs, '0', 'COUNT', readEntries),
  )) as [string, unknown[]]
  return entriesOf(entries.filter(Boolean))
}

/** They are stored: nobody needs them any more. */
export async function ackEnded(bus: Bus, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await bus.run(async redis => {
    await redis.xack(keys.endedSessions, group, ...ids)
    await redis.xdel(keys.endedSessions, ...ids)
  })
}
