import type { Bus, Reader } from './connect.ts'

/** An entry of a stream: where it stands, and what it says. */
export type GroupEntry = { id: string; text: string }

export type Group = {
  /** At most so many at once. */
  readonly readEntries: number
  join(bus: Bus): Promise<void>
  /** The next ones for this consumer, waiting at most so long; NOGROUP when Redis has begun anew: join again. */
  read(reader: Reader, consumer: string, waitMs: number): Promise<GroupEntry[]>
  /** Those that another consumer took and never finished; also this one's own from before a restart. */
  claim(bus: Bus, consumer: string): Promise<GroupEntry[]>
  /** Nobody needs them any more. */
  done(bus: Bus, ids: readonly string[]): Promise<void>
}

export const ledgerGroupName = 'ledger'
/** Whoever took an entry and has not finished it for so long is taken for dead. */
const claimMs = 15_000

/** A consumer group on a stream: each entry is read by one of its processes, and again when that one has died. */
export function streamGroup(name: string, stream: string, field: string, entries: number): Group {
  const entriesOf = (raw: readonly unknown[]): GroupEntry[] =>
    (raw.filter(Boolean) as [string, string[] | null][]).map(([id, fields]) => {
      const at = fields?.indexOf(field) ?? -1
      return { id, text: (at >= 0 && fields?.[at + 1]) || '' }
    })
  return {
    readEntries: entries,
    async join(bus) {
      try {
        await bus.run(redis => redis.xgroup('CREATE', stream, name, '0', 'MKSTREAM'))
      } catch (err) {
        if (!(err instanceof Error) || !err.message.startsWith('BUSYGROUP')) throw err
      }
    },
    async read(reader, consumer, waitMs) {
      const answer = await reader.run(redis =>
        redis.xreadgroup(
          ...(['GROUP', name, consumer, 'COUNT', entries, 'BLOCK', waitMs, 'STREAMS', stream, '>'] as const),
        ),
      )
      const streams = (answer ?? []) as [string, unknown[]][]
      return streams.flatMap(([, list]) => entriesOf(list))
    },
    async claim(bus, consumer) {
      const [, list] = (await bus.run(redis =>
        redis.xautoclaim(stream, name, consumer, claimMs, '0', 'COUNT', entries),
      )) as [string, unknown[]]
      return entriesOf(list)
    },
    async done(bus, ids) {
      if (ids.length === 0) return
      await bus.run(async redis => {
        await redis.xack(stream, name, ...ids)
        await redis.xdel(stream, ...ids)
      })
    },
  }
}
export const ledgerGroup = (stream: string, field: string, entries: number): Group =>
  streamGroup(ledgerGroupName, stream, field, entries)
