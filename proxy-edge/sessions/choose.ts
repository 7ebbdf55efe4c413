import { Limits } from '#protocol/limits.ts'
import type { Choice, Routing } from '#protocol/routing.ts'
import type { RoutingIndex } from '../routing/index.ts'
import type { Pins } from '../routing/pins.ts'
import type { OnlineNode } from '../tunnels/node.ts'
import type { Nodes } from '../tunnels/nodes.ts'
import { weightOf } from '../routing/weight.ts'

export type Chosen = { node: OnlineNode; choice: Choice; pinned: boolean }
export type NotChosen = { code: 'no_node' | 'node_lost'; message: string }

export const choiceOf = (
  node: OnlineNode,
  o: Pick<Choice, 'how' | 'fitting' | 'instead'> & { weight: number },
): Choice => ({
  how: o.how,
  fitting: o.fitting,
  weight: Math.round(o.weight * 1_000) / 1_000,
  load: node.load,
  latencyMs: node.rttMs === null ? null : Math.round(node.rttMs),
  battery: node.battery?.level ?? null,
  network: node.network ? (node.network.generation ?? node.network.type) : null,
  instead: o.instead,
})

export function createChooser({
  index,
  pins,
  nodes,
  now,
}: {
  index: RoutingIndex
  pins: Pins
  nodes: Nodes
  now: () => number
}) {
  const noNode = (routing: Routing): NotChosen => {
    const wanted = [routing.country, routing.city, routing.asn === null ? null : `AS${routing.asn}`].filter(
      Boolean,
    )
    return {
      code: 'no_node',
      message:
        wanted.length > 0
          ? `no node in ${wanted.join(', ')} can carry right now`
          : 'no node can carry right now',
    }
  }

  /** Waits for a pinned node that has just gone, but not long. */
  async function back(node: OnlineNode): Promise<boolean> {
    if (node.presence !== 'grace') return node.carries
    const { promise, resolve } = Promise.withResolvers<void>()
    const off = node.onBack(resolve)
    const timer = setTimeout(resolve, Limits.pinWaitMs)
    await promise
    off()
    clearTimeout(timer)
    return node.carries
  }

  async function byPin(user: string, name: string, routing: Routing): Promise<Chosen | NotChosen> {
    let pinned = pins.get(user, name)
    if (pinned instanceof Promise) pinned = (await pinned) ?? pins.pinned(user, name)
    let instead: Choice['instead'] = null
    if (pinned !== null) {
      const node = nodes.byId(pinned)
      const fits = node && (await back(node)) && index.fits(node, routing)
      if (fits) {
        const facts = {
          how: 'pinned',
          fitting: index.fitting(routing),
          weight: weightOf(node, now()),
          instead: null,
        } as const
        return { node, choice: choiceOf(node, facts), pinned: true }
      }
      const why = !node
        ? 'offline'
        : node.status !== 'approved'
          ? node.status
          : (node.resting ?? (node.carries ? 'elsewhere' : 'lost'))
      if (routing.strict)
        return { code: 'node_lost', message: `the node that ${name} is pinned to is away (${why})` }
      instead = { node: pinned, why }
      // Another connection may have pinned it anew while this one waited.
      const meanwhile = pins.pinned(user, name)
      if (meanwhile !== null && meanwhile !== pinned) return byPin(user, name, routing)
    }
    const found = index.pick(routing, null)
    if (!found) return noNode(routing)
    pins.set(user, name, found.node.id, routing.ttlMinutes * 60_000)
    return {
      node: found.node,
      choice: choiceOf(found.node, { ...found, how: instead ? 'repinned' : 'best', instead }),
      pinned: true,
    }
  }

  return {
    first(user: string, routing: Routing): Chosen | NotChosen | Promise<Chosen | NotChosen> {
      if (routing.session !== null) return byPin(user, routing.session, routing)
      const found = index.pick(routing, null)
      if (!found) return noNode(routing)
      return {
        node: found.node,
        choice: choiceOf(found.node, { ...found, how: 'best', instead: null }),
        pinned: false,
      }
    },
    /** After `failed` could not be used. A pin goes with it. */
    another(
      user: string,
      routing: Routing,
      tried: ReadonlySet<OnlineNode>,
      failed: OnlineNode,
      why: string,
    ): Chosen | null {
      const found = index.pick(routing, tried)
      if (!found) return null
      if (routing.session !== null)
        pins.set(user, routing.session, found.node.id, routing.ttlMinutes * 60_000)
      const instead = { node: failed.id, why }
      return {
        node: found.node,
        choice: choiceOf(found.node, { ...found, how: 'retried', instead }),
        pinned: false,
      }
    },
  }
}
export type Chooser = ReturnType<typeof createChooser>
