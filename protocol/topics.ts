import { subject } from '@casl/ability'
import type { Ability, Action, SubjectName } from './abilities.ts'
import { Limits } from './limits.ts'

/** `telemetry` keeps only what is true now; `reliable` loses no event and repeats none. */
export type TopicKind = 'telemetry' | 'reliable'

type Rules = {
  /** With an id (`usage:<account>`) or without one (`nodes`). */
  id: boolean
  can: readonly [Action, SubjectName]
  /** Which field of the subject the id is, for abilities that depend on whose it is. */
  owner?: 'account' | 'user'
} & (
  | {
      kind: 'telemetry'
      /** At most so many rows of each table in it; the totals beside them count all. */
      rows: number
    }
  | {
      kind: 'reliable'
      /** So much can be replayed to a reader who was away; one who missed more begins anew. */
      keeps: { events: number; ms: number }
    }
)

/** Every topic: who may hear it, of which kind it is, and how large it gets. The hub must have a source for each. */
export const topics = {
  usage: {
    kind: 'telemetry',
    id: true,
    can: ['read', 'Usage'],
    owner: 'account',
    rows: Limits.topicUsageRows,
  },
  nodes: { kind: 'telemetry', id: false, can: ['read', 'Network'], rows: Limits.topicNodesRows },
  node: { kind: 'telemetry', id: true, can: ['read', 'Network'], rows: Limits.topicSessionsRows },
  sessions: { kind: 'telemetry', id: false, can: ['read', 'Network'], rows: Limits.topicSessionsRows },
  user: {
    kind: 'reliable',
    id: true,
    can: ['read', 'Notice'],
    owner: 'user',
    keeps: { events: Limits.logEvents, ms: Limits.logKeepMs },
  },
  system: { kind: 'telemetry', id: false, can: ['read', 'System'], rows: Limits.topicSystemRows },
} as const satisfies Record<string, Rules>

export type TopicName = keyof typeof topics
type NameOf<K extends TopicKind> = {
  [N in TopicName]: (typeof topics)[N]['kind'] extends K ? N : never
}[TopicName]
export type TelemetryName = NameOf<'telemetry'>
export type ReliableName = NameOf<'reliable'>
/** As it is written on the wire: `nodes`, `usage:6f1c…`. */
export type Topic = string
/** `topic` is its one spelling, however it was asked for. */
export type ParsedTopic = { topic: Topic; name: TopicName; id: string | null }

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function parseTopic(text: string): ParsedTopic | null {
  const colon = text.indexOf(':')
  const name = colon < 0 ? text : text.slice(0, colon)
  const id = colon < 0 ? null : text.slice(colon + 1).toLowerCase()
  if (!Object.hasOwn(topics, name)) return null
  if (topics[name as TopicName].id ? id === null || !uuid.test(id) : id !== null) return null
  return { topic: id === null ? name : `${name}:${id}`, name: name as TopicName, id }
}

/** Told to whoever asks for a topic that does not exist. */
export const acceptedTopics = Object.entries<Rules>(topics)
  .map(([name, { id, owner }]) => (id ? `${name}:<${owner ?? name} id>` : name))
  .join(', ')

export function mayHear(ability: Ability, { name, id }: ParsedTopic): boolean {
  const { can, owner }: Rules = topics[name]
  const [action, what] = can
  return ability.can(action, owner ? subject(what, { [owner]: id } as never) : what)
}

export const isReliable = (topic: Topic): boolean => {
  const name = parseTopic(topic)?.name
  return name !== undefined && topics[name].kind === 'reliable'
}
