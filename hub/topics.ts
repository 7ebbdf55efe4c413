import type { TelemetrySource } from './live/source.ts'
import type { Sources } from './ws/topics.ts'

type Deps = { system: TelemetrySource }

/** Where the content of each topic comes from: a line a topic. Who may hear it stands in protocol/topics.ts. */
export function createSources({ system }: Deps): Sources {
  return {
    system: () => system,
  } as Partial<Sources> as Sources
}
