import type { TelemetrySource } from './live/source.ts'
import type { Reliable, ReliableSource } from './ws/reliable.ts'
import type { Sources } from './ws/topics.ts'

type Deps = {
  system: TelemetrySource
  reliable: Reliable
  user: (id: string) => ReliableSource
}

/** Where the content of each topic comes from: a line a topic. Who may hear it stands in protocol/topics.ts. */
export function createSources({ system, reliable, user }: Deps): Sources {
  return {
    system: () => system,
    user: ({ topic, id }) => reliable.channel(topic, user(id!)),
  } as Partial<Sources> as Sources
}
