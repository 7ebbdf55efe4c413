import type { Action, SubjectName } from './abilities.ts'

export type TopicKind = 'telemetry' | 'reliable'

/** A topic is a name, or a name and an id: `system`, `user:<id>`. Each states who may hear it. */
export const topics = {
  system: { kind: 'telemetry', id: false, can: ['read', 'System'] },
} as const satisfies Record<string, { kind: TopicKind; id: boolean; can: readonly [Action, SubjectName] }>

export type TopicName = keyof typeof topics
export type Topic = string

export function parseTopic(topic: Topic): { name: TopicName; id: string | null } | null {
  const colon = topic.indexOf(':')
  const name = colon < 0 ? topic : topic.slice(0, colon)
  const id = colon < 0 ? null : topic.slice(colon + 1)
  if (!Object.hasOwn(topics, name)) return null
  const known = topics[name as TopicName]
  if (known.id !== (id !== null && id.length > 0)) return null
  return { name: name as TopicName, id }
}
