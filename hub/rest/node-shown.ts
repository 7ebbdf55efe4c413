import type { Node as NodeRow } from '#db/repositories/nodes.ts'
import type { Node } from '#protocol/rest/nodes.ts'
import type { Network } from '../network/network.ts'

/** A node as it is written, with how it is right now. */
export const createNodeShown =
  ({ live }: Pick<Network, 'live'>) =>
  (row: NodeRow): Node => {
    const { publicKey, enrolledAt, seenAt, decided, checks, ...rest } = row
    const known = live.nodes.all.get(row.id)
    const state = known && live.nodes.stateOf(known)
    return {
      ...rest,
      fingerprint: publicKey.slice(-12),
      enrolledAt: enrolledAt.toISOString(),
      seenAt: seenAt?.toISOString() ?? null,
      decided: decided && { ...decided, at: decided.at.toISOString() },
      checks: { ...checks, at: checks.at?.toISOString() ?? null },
      live: state
        ? {
            ...{ edge: state.edge, online: state.online, since: state.since },
            ...{ battery: state.battery, network: state.network, ...live.nodes.flowOf(known) },
          }
        : null,
    }
  }
