/** What a peer and whoever measures it say to each other over IPC. */
export type ToPeer =
  { do: 'publish'; ticks: number; everyMs: number; topics: number } | { do: 'usage'; tidy: boolean }
export type FromPeer =
  | { say: 'listening'; port: number; tokens?: string[] }
  | { say: 'published' }
  | { say: 'usage'; cpuMicros: number; rssBytes: number }

/** One server that fans out; `publish` says one message on each of these topics. */
export type Fanout = {
  port: number
  tokens?: string[]
  publish(tick: number, topics: readonly string[]): void
}

/** As many and as long as those that the hub sends of sixteen accounts, each with one session that carries bytes. */
export const topicNames = Array.from(
  { length: 16 },
  (_, n) => `usage:00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
)
export const delta = (tick: number) => ({
  at: Date.now(),
  wholeSince: 1_790_000_000_000,
  last: 1_790_000_000 + tick,
  points: [[1_790_000_000 + tick, 20_000 + tick, 900_000 + tick, 1]],
  open: 1,
})
