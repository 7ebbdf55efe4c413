import { type Clock, eachSecond } from '../../clock.ts'
import type { Bus } from '../../connect.ts'
import { createNodesSender } from '../../nodes.ts'
import { createRadarSender } from '../../radar-sender.ts'
import type { Log } from '#kit/log.ts'
import { sampleNode } from './fleet.ts'
import { createLedger } from './ledger.ts'
import { randomId } from './random.ts'

type Live = { n: number; account: string; node: string }

/**
 * Speaks on the bus exactly as an edge does, about a fleet and customers that it makes up: sessions open and close,
 * carry bytes, and nodes tell of themselves. It remembers what it said.
 */
export function createBenchEdge(
  bus: Bus,
  o: {
    edge: string
    epoch: string
    clock: Clock
    random: () => number
    accounts: readonly string[]
    nodes: readonly string[]
    sessionsPerAccount: number
    /** Share of the sessions that carry something in a second, and that end in it (others open in their place). */
    busy?: number
    churn?: number
    /** Share of the nodes that tell of themselves in a second. */
    nodeChange?: number
  },
) {
  const { edge, clock, random, accounts, nodes, busy = 1, churn = 0.01, nodeChange = 0.05 } = o
  const bytes = { accounts: createLedger(), nodes: createLedger() }
  const proxyUsers = new Map(accounts.map(account => [account, randomId(random)]))
  const fleet = createNodesSender(bus, { edge, clock })
  const radar = createRadarSender(bus, { edge, epoch: o.epoch, clock, onEmptied: fleet.restate })
  const born = new Map(nodes.map(id => [id, sampleNode(id, random, Math.floor(clock.now()))]))
  for (const node of born.values()) fleet.set(node)
  let live: Live[] = []
  let resting = false

  function open(account: string): void {
    const node = nodes[Math.floor(random() * nodes.length)]!
    const n = radar.open({
      id: randomId(random),
      account,
      proxyUser: proxyUsers.get(account)!,
      login: 'bench',
      node,
      country: born.get(node)!.country,
      choice: null,
      target: `host-${Math.floor(random() * 100)}.example:443`,
    })
    live.push({ n, account, node })
  }
  for (const account of accounts) for (let i = 0; i < o.sessionsPerAccount; i++) open(account)

  function carry(): { session: Live; up: number; down: number }[] {
    const carried: { session: Live; up: number; down: number }[] = []
    for (const session of live) {
      if (resting || random() >= busy) continue
      const [up, down] = [Math.floor(random() * 10_000), Math.floor(random() * 100_000)]
      radar.moved(session.n, up, down)
      carried.push({ session, up, down })
    }
    return carried
  }
  function turnOver(): void {
    const ended = live.filter(() => random() < churn)
    const over = new Set(ended)
    live = live.filter(session => !over.has(session))
    for (const { n, account } of ended) {
      radar.close(n, 'client_closed')
      open(account)
    }
  }

  /** One second of it. False when Redis was away: then it is said later. */
  async function second(): Promise<boolean> {
    const carried = carry()
    turnOver()
    for (const node of born.values()) {
      if (random() >= nodeChange) continue
      if (node.battery) node.battery = { ...node.battery, level: Math.round(random() * 100) / 100 }
      fleet.set(node)
    }
    const { second, said } = radar.second()
    for (const { session, up, down } of carried) {
      bytes.accounts.add(session.account, second, up, down)
      bytes.nodes.add(session.node, second, up, down)
    }
    const [one, two] = await Promise.all([said, fleet.flush()])
    return one && two
  }

  return {
    bytes,
    second,
    /** From now on nothing is carried. */
    rest: () => void (resting = true),
    /** Sessions that are open now, of an account or of all. */
    open: (account?: string) => live.filter(it => account === undefined || it.account === account).length,
    openOn: (node: string) => live.filter(it => it.node === node).length,
    /** Says a second each second; returns the stop. */
    start(log: Log) {
      return eachSecond(clock, () => void second().catch(err => log.error({ err }, 'not said')), log)
    },
  }
}
export type BenchEdge = ReturnType<typeof createBenchEdge>
