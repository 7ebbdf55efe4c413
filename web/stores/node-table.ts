import type { LiveNode, NodeColumns, NodesDelta } from '#protocol/live/nodes.ts'
import { type NodeStatus, nodeStatuses } from '#protocol/node.ts'
import { verdictKinds } from '#protocol/trust/verdict.ts'

const networks = ['wifi', 'cellular', 'ethernet'] as const
/** Rows of a snapshot that are taken in at once: a millisecond or two of a slow core. */
const sliceRows = 500
/** A place that became free is not given away before what was shown of its node is gone. */
const restDeltas = 3

type Listener = (touched: readonly number[]) => void
type Later = (run: () => void) => void
const nextTurn: Later = run => void setTimeout(run)

/**
 * The live nodes by columns, each node at a place (`slot`) that it keeps: a thousand changes a second write a thousand
 * numbers and make no garbage. Large snapshots come in by slices, so that nothing else has to wait for them.
 */
export function createNodeTable({ later = nextTurn }: { later?: Later } = {}) {
  let room = 1_024
  let used = 0
  let numbers = createNumbers(room)
  const texts = { id: [] as string[], edge: [] as string[] }
  const words = {
    country: [] as (string | null)[],
    city: [] as (string | null)[],
    generation: [] as (string | null)[],
  }
  const byNumber = new Map<number, number>()
  const byId = new Map<string, number>()
  const free: { slot: number; delta: number }[] = []
  const listeners = new Set<Listener>()
  let deltas = 0
  /** Which snapshot is being taken in; one that has become old is not gone on with. */
  let loading = 0
  let waiting: (() => void)[] | null = null

  function grow() {
    room *= 2
    const more = createNumbers(room)
    for (const [name, column] of Object.entries(numbers)) more[name as keyof typeof more].set(column)
    numbers = more
  }
  function place(): number {
    const oldest = free[0]
    if (oldest && deltas - oldest.delta >= restDeltas) return free.shift()!.slot
    if (used === room) grow()
    return used++
  }
  function tell(touched: readonly number[]) {
    if (touched.length > 0) for (const listener of listeners) listener(touched)
  }

  function set(columns: NodeColumns, from: number, to: number, touched: number[]) {
    for (let i = from; i < to; i++) {
      const n = columns.n[i]!
      let slot = byNumber.get(n)
      if (slot === undefined) byNumber.set(n, (slot = place()))
      const id = columns.id[i]!
      if (numbers.alive[slot] === 1 && texts.id[slot] !== id) byId.delete(texts.id[slot]!)
      byId.set(id, slot)
      texts.id[slot] = id
      texts.edge[slot] = columns.edge[i]!
      words.country[slot] = columns.country[i]!
      words.city[slot] = columns.city[i]!
      words.generation[slot] = columns.generation[i]!
      numbers.alive[slot] = 1
      numbers.status[slot] = nodeStatuses.indexOf(columns.status[i]!)
      numbers.online[slot] = columns.online[i] ? 1 : 0
      numbers.since[slot] = columns.since[i]!
      numbers.lat[slot] = columns.lat[i] ?? Number.NaN
      numbers.lon[slot] = columns.lon[i] ?? Number.NaN
      numbers.asn[slot] = columns.asn[i] ?? Number.NaN
      numbers.battery[slot] = columns.battery[i] ?? Number.NaN
      const charging = columns.charging[i]
      numbers.charging[slot] = charging == null ? -1 : charging ? 1 : 0
      const network = columns.network[i]
      numbers.network[slot] = network == null ? -1 : networks.indexOf(network)
      numbers.score[slot] = columns.score[i] ?? Number.NaN
      const verdict = columns.verdict[i]
      numbers.verdict[slot] = verdict == null ? -1 : verdictKinds.indexOf(verdict)
      numbers.sessions[slot] = columns.sessions[i]!
      numbers.up[slot] = columns.up[i]!
      numbers.down[slot] = columns.down[i]!
      touched.push(slot)
    }
  }
  function leave(n: number, touched: number[]) {
    const slot = byNumber.get(n)
    if (slot === undefined) return
    byNumber.delete(n)
    if (byId.get(texts.id[slot]!) === slot) byId.delete(texts.id[slot]!)
    numbers.alive[slot] = 0
    free.push({ slot, delta: deltas })
    touched.push(slot)
  }

  function change(delta: NodesDelta) {
    deltas++
    const touched: number[] = []
    for (const n of delta.gone ?? []) leave(n, touched)
    if (delta.set) set(delta.set, 0, delta.set.n.length, touched)
    const { flow } = delta
    for (let i = 0; i < (flow?.n.length ?? 0); i++) {
      const slot = byNumber.get(flow!.n[i]!)
      if (slot === undefined) continue
      numbers.sessions[slot] = flow!.sessions[i]!
      numbers.up[slot] = flow!.up[i]!
      numbers.down[slot] = flow!.down[i]!
      touched.push(slot)
    }
    tell(touched)
  }

  const number = (value: number): number | null => (Number.isNaN(value) ? null : value)
  return {
    /** Takes the place of all there was. */
    load(columns: NodeColumns) {
      const mine = ++loading
      waiting = []
      const left = [...byNumber.keys()]
      deltas++
      const touched: number[] = []
      for (const n of left) leave(n, touched)
      tell(touched)
      const go = (from: number) => {
        if (mine !== loading) return
        const to = Math.min(columns.n.length, from + sliceRows)
        const slice: number[] = []
        set(columns, from, to, slice)
        tell(slice)
        if (to < columns.n.length) return later(() => go(to))
        const queue = waiting ?? []
        waiting = null
        for (const apply of queue) apply()
      }
      // Reading the message has taken its time already.
      later(() => go(0))
    },
    apply(delta: NodesDelta) {
      if (waiting) waiting.push(() => change(delta))
      else change(delta)
    },
    clear() {
      loading++
      waiting = null
      const touched: number[] = []
      for (const n of byNumber.keys()) leave(n, touched)
      tell(touched)
    },
    get isWhole() {
      return waiting === null
    },
    get size() {
      return byNumber.size
    },
    /** All that is alive is at places below this. */
    get end() {
      return used
    },
    get numbers() {
      return numbers
    },
    idOf: (slot: number): string => texts.id[slot]!,
    cityOf: (slot: number): string | null => words.city[slot] ?? null,
    countryOf: (slot: number): string | null => words.country[slot] ?? null,
    slotOf: (id: string): number | null => byId.get(id) ?? null,
    /** Writes what is at a place into a node that is used again and again. */
    read(slot: number, into: LiveNode): LiveNode {
      into.id = texts.id[slot]!
      into.edge = texts.edge[slot]!
      into.country = words.country[slot]!
      into.city = words.city[slot]!
      into.generation = words.generation[slot]!
      into.status = nodeStatuses[numbers.status[slot]!] as NodeStatus
      into.online = numbers.online[slot] === 1
      into.since = numbers.since[slot]!
      into.lat = number(numbers.lat[slot]!)
      into.lon = number(numbers.lon[slot]!)
      into.asn = number(numbers.asn[slot]!)
      into.battery = number(numbers.battery[slot]!)
      into.charging = numbers.charging[slot] === -1 ? null : numbers.charging[slot] === 1
      into.network = networks[numbers.network[slot]!] ?? null
      into.score = number(numbers.score[slot]!)
      into.verdict = verdictKinds[numbers.verdict[slot]!] ?? null
      into.sessions = numbers.sessions[slot]!
      into.up = numbers.up[slot]!
      into.down = numbers.down[slot]!
      return into
    },
    /** Told which places were touched, at most once a change of the topic and once a slice. */
    subscribe(listener: Listener): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
export type NodeTable = ReturnType<typeof createNodeTable>

const createNumbers = (room: number) => ({
  alive: new Uint8Array(room),
  status: new Int8Array(room),
  online: new Uint8Array(room),
  since: new Float64Array(room),
  lat: new Float64Array(room),
  lon: new Float64Array(room),
  asn: new Float64Array(room),
  battery: new Float64Array(room),
  charging: new Int8Array(room),
  network: new Int8Array(room),
  score: new Float64Array(room),
  verdict: new Int8Array(room),
  sessions: new Float64Array(room),
  up: new Float64Array(room),
  down: new Float64Array(room),
})

/** One to be written into again and again. */
export const blankNode = (): LiveNode => ({
  id: '',
  edge: '',
  status: 'pending',
  online: false,
  since: 0,
  country: null,
  city: null,
  lat: null,
  lon: null,
  asn: null,
  battery: null,
  charging: null,
  network: null,
  generation: null,
  score: null,
  verdict: null,
  sessions: 0,
  up: 0,
  down: 0,
})
