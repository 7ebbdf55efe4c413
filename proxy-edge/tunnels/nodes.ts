import type { NodesSender } from '#bus/nodes.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { DeviceState } from '#protocol/tunnel.ts'
import type { Known, NodeEntry } from '../known/known.ts'
import { OnlineNode, type Tunnel } from './node.ts'

export type NodeChange = 'online' | 'offline' | 'entry' | 'state'
/** Why it went, when it did. */
type Listener = (node: OnlineNode, what: NodeChange, why: string | null) => void
export type Nodes = ReturnType<typeof createNodes>

/** Every device that this edge has a tunnel of, or had one a moment ago. */
export function createNodes(o: {
  known: Known
  /** Who tells the hubs. */
  said: Pick<NodesSender, 'set'>
  now: () => number
  log: Log
  graceMs?: number
}) {
  const nodes = new Map<string, OnlineNode>()
  const listeners = new Set<Listener>()

  function tell(node: OnlineNode, what: NodeChange, why: string | null = null): void {
    for (const fn of listeners) fn(node, what, why)
    const { place, status, score, verdict } = node.entry
    const { id, since, battery, network } = node
    const online = node.presence !== 'gone'
    o.said.set({ id, status, online, since, ...place, battery, network, score, verdict })
  }

  function gone(node: OnlineNode, why: string): void {
    clearTimeout(node.graceTimer)
    if (node.presence === 'gone') return
    node.presence = 'gone'
    node.since = Math.floor(o.now())
    nodes.delete(node.id)
    o.log.info({ node: node.id, why }, 'node went')
    tell(node, 'offline', why)
  }

  const off = o.known.onChange(entry => {
    if (entry.kind !== 'node') return
    const node = nodes.get(entry.id)
    if (!node) return
    const before = node.entry
    node.entry = entry
    if (entry.gone || entry.status === 'rejected') {
      node.tunnel?.say({ type: 'status', status: 'rejected' })
      const tunnel = node.tunnel
      node.tunnel = null
      tell(node, 'entry')
      tunnel?.attached.close()
      return gone(node, entry.gone ? 'removed' : 'rejected')
    }
    if (entry.status !== before.status) node.tunnel?.say({ type: 'status', status: entry.status })
    if (JSON.stringify(entry.policy) !== JSON.stringify(before.policy))
      node.tunnel?.say({ type: 'policy', ...entry.policy })
    tell(node, 'entry')
  })

  return {
    byId: (id: string) => nodes.get(id),
    all: () => nodes.values(),
    get count() {
      return nodes.size
    },
    onChange(fn: Listener): () => void {
      listeners.add(fn)
      return () => void listeners.delete(fn)
    },
    /** A device has proved who it is; a tunnel that it had before is replaced. */
    came(entry: NodeEntry, tunnel: Tunnel): OnlineNode {
      const node = nodes.get(entry.id) ?? new OnlineNode(entry)
      nodes.set(entry.id, node)
      clearTimeout(node.graceTimer)
      const before = node.tunnel
      const was = node.presence
      node.entry = entry
      node.tunnel = tunnel
      node.presence = 'online'
      if (was === 'gone') node.since = Math.floor(o.now())
      before?.attached.destroy()
      o.log.info({ node: node.id, was, address: tunnel.address }, 'node came')
      tell(node, 'online')
      node.back()
      return node
    },
    /** Its tunnel has ended: by itself (it may come back), or because the device said that it leaves. */
    lost(node: OnlineNode, tunnel: Tunnel, leaving: string | null): void {
      if (node.tunnel !== tunnel) return
      node.tunnel = null
      if (leaving !== null) return gone(node, leaving)
      node.presence = 'grace'
      for (const fn of listeners) fn(node, 'state', null)
      node.graceTimer = setTimeout(() => gone(node, 'lost'), o.graceMs ?? Limits.tunnelGraceMs).unref()
    },
    state(node: OnlineNode, { battery, network, resting, timeZone, path }: DeviceState): void {
      node.battery = battery
      node.network = network
      node.restsBecause = resting
      node.timeZone = timeZone
      node.path = path
      tell(node, 'state')
    },
    stop(): void {
      off()
      for (const node of [...nodes.values()]) gone(node, 'edge_stopped')
    },
  }
}
