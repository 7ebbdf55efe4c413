import type { Box } from '../gl/camera.ts'
import type { Shown } from '../gl/scene.ts'
import { Cells, kinds, Slots, unit } from './columns.ts'
import { clusterSize, nodeSize, prevailing, writeShares } from './look.ts'
import { merge } from './merge.ts'

/** A cell is 64 pixels wide at its level's own zoom. */
export const cellsAcross = (zoom: number): number => Math.round(2 ** (zoom + 2))
/** Keys of clusters are below zero and different at every level; those of nodes are their places in the table. */
const keysALevel = 1e8
const clusterKey = (zoom: number, cell: number) => -(1 + 2 * zoom * keysALevel + cell)

/**
 * The nodes of one zoom, gathered by the cells of a grid; cells whose middles are close to each other are shown as one.
 * A change of a node costs the same however many there are. At the nearest zoom, `single`, each node is by itself.
 */
export function createLevel(zoom: number, { single = false } = {}) {
  const across = cellsAcross(zoom)
  let slots = new Slots(1_024)
  let cells = new Cells(1_024)
  const byKey = new Map<number, number>()
  const free: number[] = []
  let used = 0
  /** What is in which cell has changed: what is shown as one has to be found anew. */
  let stale = true
  let clusters: { first: Int32Array; count: number } = { first: new Int32Array(0), count: 0 }
  const shown: Shown = { key: 0, x: 0, y: 0, count: 0, size: 0, health: 0, shares: new Uint8Array(8) }

  const keyOf = (slot: number, x: number, y: number) =>
    single
      ? slot
      : Math.min(across - 1, Math.floor((y / unit) * across)) * across +
        Math.min(across - 1, Math.floor((x / unit) * across))

  function cellFor(key: number): number {
    const known = byKey.get(key)
    if (known !== undefined) return known
    const cell = free.pop() ?? used++
    if (cell >= cells.room) cells = cells.grown()
    cells.key[cell] = key
    cells.head[cell] = -1
    cells.wasX[cell] = Number.NaN
    byKey.set(key, cell)
    return cell
  }
  function link(slot: number, cell: number) {
    const head = cells.head[cell]!
    slots.cell[slot] = cell
    slots.next[slot] = head
    slots.prev[slot] = -1
    if (head >= 0) slots.prev[head] = slot
    cells.head[cell] = slot
  }
  function unlink(slot: number, cell: number) {
    const [next, prev] = [slots.next[slot]!, slots.prev[slot]!]
    if (prev >= 0) slots.next[prev] = next
    else cells.head[cell] = next
    if (next >= 0) slots.prev[next] = prev
    slots.cell[slot] = -1
  }
  function count(cell: number, slot: number, sign: 1 | -1) {
    cells.count[cell]! += sign
    cells.sumX[cell]! += sign * slots.x[slot]!
    cells.sumY[cell]! += sign * slots.y[slot]!
    cells.healths[cell * kinds + slots.health[slot]!]! += sign
  }

  function put(slot: number, x: number, y: number, health: number, rate: number) {
    while (slot >= slots.room) slots = slots.grown()
    const at = slots.cell[slot]!
    const key = keyOf(slot, x, y)
    if (at >= 0 && cells.key[at] === key && slots.x[slot] === x && slots.y[slot] === y) {
      cells.healths[at * kinds + slots.health[slot]!]! -= 1
      cells.healths[at * kinds + health]! += 1
      slots.health[slot] = health
      slots.rate[slot] = rate
      return
    }
    if (at >= 0) drop(slot)
    const cell = cellFor(key)
    slots.x[slot] = x
    slots.y[slot] = y
    slots.health[slot] = health
    slots.rate[slot] = rate
    link(slot, cell)
    count(cell, slot, 1)
    stale = true
  }
  function drop(slot: number) {
    const cell = slot < slots.room ? slots.cell[slot]! : -1
    if (cell < 0) return
    count(cell, slot, -1)
    unlink(slot, cell)
    stale = true
    if (cells.count[cell]! > 0) return
    byKey.delete(cells.key[cell]!)
    cells.owner[cell] = -1
    free.push(cell)
  }

  /** What is shown as one, found anew when it must be. True: it was. */
  function refresh(): boolean {
    if (!stale) return false
    stale = false
    for (const cell of byKey.values()) {
      const owner = cells.owner[cell]!
      cells.wasX[cell] = owner < 0 ? Number.NaN : spotX(owner)
      cells.wasY[cell] = owner < 0 ? Number.NaN : spotY(owner)
    }
    clusters = merge(cells, byKey, { across, single })
    return true
  }
  const members = (seed: number, visit: (cell: number) => void) => {
    for (let cell = seed; cell >= 0; cell = cells.following[cell]!) visit(cell)
  }
  const spotX = (seed: number) => cells.wholeX[seed]! / cells.whole[seed]! / unit
  const spotY = (seed: number) => cells.wholeY[seed]! / cells.whole[seed]! / unit

  function describe(seed: number): Shown {
    shown.x = spotX(seed)
    shown.y = spotY(seed)
    shown.count = cells.whole[seed]!
    const sums = healthsOf(seed)
    shown.health = prevailing(sums)
    writeShares(sums, shown.count, shown.shares)
    const alone = shown.count === 1 ? cells.head[seed]! : -1
    shown.key = alone >= 0 ? alone : clusterKey(zoom, cells.key[seed]!)
    shown.size = alone >= 0 ? nodeSize(slots.rate[alone]!) : clusterSize(shown.count)
    return shown
  }
  const sums = new Int32Array(kinds)
  function healthsOf(seed: number): Int32Array {
    sums.fill(0)
    members(seed, cell => {
      for (let h = 0; h < kinds; h++) sums[h]! += cells.healths[cell * kinds + h]!
    })
    return sums
  }
  function seedOf(key: number): number | null {
    const cell = key >= 0 ? (slots.cell[key] ?? -1) : byKey.get(-key - 1 - 2 * zoom * keysALevel)
    return cell === undefined || cell < 0 ? null : cells.owner[cell]!
  }

  return {
    zoom,
    put,
    drop,
    refresh,
    get nodes() {
      let sum = 0
      for (const cell of byKey.values()) sum += cells.count[cell]!
      return sum
    },
    /** What is shown within a box; the object is the same one each time. */
    each(box: Box, visit: (it: Shown) => void) {
      for (let i = 0; i < clusters.count; i++) {
        const seed = clusters.first[i]!
        const y = spotY(seed)
        if (y < box.top || y > box.bottom) continue
        const x = spotX(seed)
        const copy = Math.ceil(box.left - x)
        if (x + copy <= box.right) visit(describe(seed))
      }
    },
    /** The one that a node is shown in. */
    of(slot: number): Shown | null {
      const cell = slot < slots.room ? slots.cell[slot]! : -1
      return cell < 0 || cells.owner[cell]! < 0 ? null : describe(cells.owner[cell]!)
    },
    by(key: number): Shown | null {
      const seed = seedOf(key)
      return seed === null || seed < 0 ? null : describe(seed)
    },
    /** Where a node was shown before the last `refresh` that found something. */
    before(slot: number): { x: number; y: number } | null {
      const cell = slot < slots.room ? slots.cell[slot]! : -1
      if (cell < 0 || Number.isNaN(cells.wasX[cell]!)) return null
      return { x: cells.wasX[cell]!, y: cells.wasY[cell]! }
    },
    /** One of the nodes that are shown by it. */
    oneOf(key: number): number | null {
      if (key >= 0) return key
      const cell = byKey.get(-key - 1 - 2 * zoom * keysALevel)
      return cell === undefined ? null : cells.head[cell]!
    },
    /** All of its nodes, and how many are of which health. */
    inside(key: number): { slots: number[]; healths: number[] } {
      const seed = seedOf(key)
      const found: number[] = []
      if (seed === null || seed < 0) return { slots: found, healths: Array.from({ length: kinds }, () => 0) }
      members(seed, cell => {
        for (let slot = cells.head[cell]!; slot >= 0; slot = slots.next[slot]!) found.push(slot)
      })
      return { slots: found, healths: [...healthsOf(seed)] }
    },
    spotOf: (slot: number) => ({ x: slots.x[slot]! / unit, y: slots.y[slot]! / unit }),
  }
}
export type Level = ReturnType<typeof createLevel>
