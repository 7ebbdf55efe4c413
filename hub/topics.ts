import type { TelemetrySource } from './live/source.ts'
import type { Network } from './network/network.ts'
import type { Reliable, ReliableSource } from './ws/reliable.ts'
import type { Sources } from './ws/topics.ts'

type Deps = {
  system: TelemetrySource
  network: Network
  reliable: Reliable
  user: (id: string) => ReliableSource
}

/** Where the content of each topic comes from: a line a topic. Who may hear it stands in protocol/topics.ts. */
export function createSources({ system, network, reliable, user }: Deps): Sources {
  return {
    usage: id => network.account(id!),
    nodes: () => network.nodes,
    node: id => network.node(id!),
    sessions: () => network.sessions,
    user: ({ topic, id }) => reliable.channel(topic, user(id!)),
    system: () => system,
  }
}
