import type { Node as NodeRow } from '#db/repositories/nodes.ts'
import { Refusal } from '#protocol/errors.ts'
import type { NodeStatus } from '#protocol/node.ts'
import type { Node } from '#protocol/rest/nodes.ts'
import type { Keeper } from '../directory/keeper.ts'
import { by } from '../door/by.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { Who } from '../door/principals.ts'
import type { Handlers } from '../http/routes.ts'
import type { Network } from '../network/network.ts'

type Routes = Pick<
  Handlers,
  'listNodes' | 'getNode' | 'approveNode' | 'rejectNode' | 'suspendNode' | 'updateNode'
>

export function nodeRoutes({ db, keeper, network }: DoorDeps & { keeper: Keeper; network: Network }): Routes {
  function shown(row: NodeRow): Node {
    const { publicKey, enrolledAt, decided, ...rest } = row
    const known = network.live.nodes.all.get(row.id)
    const state = known && network.live.nodes.stateOf(known)
    return {
      ...rest,
      fingerprint: publicKey.slice(-12),
      enrolledAt: enrolledAt.toISOString(),
      decided: decided && { ...decided, at: decided.at.toISOString() },
      live: state
        ? {
            ...{ edge: state.edge, online: state.online, since: state.since },
            ...{
              battery: state.battery,
              network: state.network,
              sessions: network.live.nodes.flowOf(known).sessions,
            },
          }
        : null,
    }
  }

  async function decide(id: string, status: NodeStatus, reason: string, who: Who, address: string) {
    const node = await db.tx(async repos => {
      const done = await repos.nodes.decide(id, status, who.me.email, reason)
      if (!done) throw new Refusal('not_found')
      const target = { kind: 'node', id: done.id, label: done.name }
      await repos.audit.write({
        ...by(who.me, address),
        action: `node.${status}`,
        target,
        detail: { reason },
      })
      return done
    })
    await keeper.changed()
    return { node: shown(node) }
  }

  return {
    async listNodes({ query }) {
      const page = await db.nodes.list(query)
      return { items: page.items.map(shown), next: page.next }
    },
    async getNode({ params }) {
      const node = await db.nodes.byId(params.id)
      if (!node) throw new Refusal('not_found')
      return { node: shown(node) }
    },
    approveNode: ({ params, body }, { who, address }) =>
      decide(params.id, 'approved', body.reason, who, address),
    rejectNode: ({ params, body }, { who, address }) =>
      decide(params.id, 'rejected', body.reason, who, address),
    suspendNode: ({ params, body }, { who, address }) =>
      decide(params.id, 'suspended', body.reason, who, address),
    async updateNode({ params, body }, { who, address }) {
      const node = await db.tx(async repos => {
        const done = await repos.nodes.update(params.id, body)
        if (!done) throw new Refusal('not_found')
        const target = { kind: 'node', id: done.id, label: done.name }
        await repos.audit.write({ ...by(who.me, address), action: 'node.changed', target, detail: body })
        return done
      })
      await keeper.changed()
      return { node: shown(node) }
    },
  }
}
