import { Refusal } from '#protocol/errors.ts'
import type { NodeStatus } from '#protocol/node.ts'
import type { Keeper } from '../directory/keeper.ts'
import { by } from '../door/by.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { Who } from '../door/principals.ts'
import type { Handlers } from '../http/routes.ts'
import type { Network } from '../network/network.ts'
import { createNodeShown } from './node-shown.ts'

type Routes = Pick<
  Handlers,
  | 'listNodes'
  | 'countNodes'
  | 'getNode'
  | 'getNodeHistory'
  | 'approveNode'
  | 'rejectNode'
  | 'suspendNode'
  | 'decideNodes'
  | 'updateNode'
  | 'getPolicy'
  | 'updatePolicy'
>
const hourMs = 3_600_000

export function nodeRoutes({ db, keeper, network }: DoorDeps & { keeper: Keeper; network: Network }): Routes {
  const shown = createNodeShown(network)

  async function nodeOf(id: string) {
    const node = await db.nodes.byId(id)
    if (!node) throw new Refusal('not_found')
    return { node: shown(node) }
  }

  type Decision = { status: NodeStatus; reason: string }
  async function decide(ids: readonly string[], { status, reason }: Decision, who: Who, address: string) {
    const decided = await db.tx(async repos => {
      const done = await repos.nodes.decide(ids, { status, by: who.me.email, reason })
      for (const { id, name } of done) {
        const target = { kind: 'node', id, label: name }
        await repos.audit.write({
          ...by(who.me, address),
          action: `node.${status}`,
          target,
          detail: { reason },
        })
      }
      return done.map(it => it.id)
    })
    await keeper.changed()
    return decided
  }
  async function decideOne(id: string, decision: Decision, who: Who, address: string) {
    const decided = await decide([id], decision, who, address)
    if (decided.length === 0) throw new Refusal('not_found')
    return await nodeOf(id)
  }

  return {
    async listNodes({ query }) {
      const page = await db.nodes.list(query)
      return { items: page.items.map(shown), next: page.next }
    },
    countNodes: async ({ query }) => ({ counts: await db.nodes.count(query) }),
    getNode: ({ params }) => nodeOf(params.id),
    async getNodeHistory({ params, query }) {
      if (!(await db.nodes.byId(params.id))) throw new Refusal('not_found')
      return { history: await db.checks.history(params.id, new Date(Date.now() - query.hours * hourMs)) }
    },
    approveNode: ({ params, body }, { who, address }) =>
      decideOne(params.id, { status: 'approved', ...body }, who, address),
    rejectNode: ({ params, body }, { who, address }) =>
      decideOne(params.id, { status: 'rejected', ...body }, who, address),
    suspendNode: ({ params, body }, { who, address }) =>
      decideOne(params.id, { status: 'suspended', ...body }, who, address),
    decideNodes: async ({ body: { ids, ...decision } }, { who, address }) => ({
      decided: await decide(ids, decision, who, address),
    }),
    async updateNode({ params, body }, { who, address }) {
      await db.tx(async repos => {
        if (!(await repos.nodes.update(params.id, body))) throw new Refusal('not_found')
        const node = await repos.nodes.byId(params.id)
        const target = { kind: 'node', id: params.id, label: node?.name ?? '' }
        await repos.audit.write({ ...by(who.me, address), action: 'node.changed', target, detail: body })
      })
      await keeper.changed()
      return await nodeOf(params.id)
    },
    getPolicy: async () => ({ policy: await db.nodes.policy() }),
    async updatePolicy({ body }, { who, address }) {
      const policy = await db.tx(async repos => {
        const changed = await repos.nodes.setPolicy(body)
        await repos.nodes.touch(null)
        const target = { kind: 'policy', id: 'nodes', label: 'all nodes' }
        await repos.audit.write({ ...by(who.me, address), action: 'policy.changed', target, detail: body })
        return changed
      })
      await keeper.changed()
      return { policy }
    },
  }
}
