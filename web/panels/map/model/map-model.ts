import { healthOf, healths } from '#protocol/health.ts'
import { fitsFilter, type NodeFilter } from '#protocol/node-filter.ts'
import { blankNode, type NodeTable } from '../../../stores/node-table.ts'
import { createLevel, type Level } from '../cells/level.ts'
import { createSpread } from '../cells/spread.ts'
import { maxZoom } from '../gl/camera.ts'

/** From here on every node is by itself. */
const singleFrom = maxZoom - 1
/** So many are taken in before the clock is looked at again. */
const slice = 250
/** Nodes are gathered anew at every half zoom. */
export const levelOf = (zoom: number): number => Math.max(0, Math.min(singleFrom, Math.floor(zoom * 2) / 2))

export type Wish = {
  filter: NodeFilter
  /** Those that fit by what only the hub knows; null: that was not asked for. */
  ids: ReadonlySet<string> | null
}
/** What is told beside the map: how many are shown of which health, and how many fit but have no known place. */
export type Totals = { healths: number[]; shown: number; placeless: number }

/**
 *   table ──touched places──▶ what changed ──▶ one level of cells ──▶ what is shown
 *                                               Only the zoom that is looked at is kept up; another one is gathered when
 *                                               it is looked at, which takes milliseconds.
 */
export function createMapModel(table: NodeTable) {
  const node = blankNode()
  const spread = createSpread()
  let wish: Wish = { filter: {}, ids: null }
  let level = createLevel(0)
  let before: Level | null = null
  /** By place in the table: whether it is shown, and as what (health + 1; 0: not). */
  let shownAs = new Uint8Array(1_024)
  let lost = new Uint8Array(1_024)
  /** Where it stands, so that another zoom is gathered without asking each of its place again. */
  let [xs, ys] = [new Float64Array(1_024), new Float64Array(1_024)]
  let touched: number[] = []
  let isTouched = new Uint8Array(1_024)
  const totals: Totals = { healths: healths.map(() => 0), shown: 0, placeless: 0 }
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }

  function grow(slot: number) {
    const room = Math.max(shownAs.length * 2, slot + 1)
    const bytes = (old: Uint8Array) => {
      const more = new Uint8Array(room)
      more.set(old)
      return more
    }
    const numbers = (old: Float64Array) => {
      const more = new Float64Array(room)
      more.set(old)
      return more
    }
    ;[shownAs, lost, isTouched] = [bytes(shownAs), bytes(lost), bytes(isTouched)]
    ;[xs, ys] = [numbers(xs), numbers(ys)]
  }
  function touch(slot: number) {
    if (slot >= isTouched.length) grow(slot)
    if (isTouched[slot] === 1) return
    isTouched[slot] = 1
    touched.push(slot)
  }

  function settle(slot: number) {
    const { numbers } = table
    const was = shownAs[slot]!
    if (was > 0) {
      totals.healths[was - 1]! -= 1
      totals.shown--
    }
    totals.placeless -= lost[slot]!
    lost[slot] = 0
    shownAs[slot] = 0
    const fits = numbers.alive[slot] === 1 && isWanted(slot)
    const hasPlace = !Number.isNaN(numbers.lat[slot]!) && !Number.isNaN(numbers.lon[slot]!)
    if (!fits || !hasPlace) {
      if (was > 0) level.drop(slot)
      if (numbers.alive[slot] === 0) spread.leave(slot)
      if (fits) {
        lost[slot] = 1
        totals.placeless++
      }
      return
    }
    const health = healths.indexOf(healthOf(node))
    const { x, y } = spread.at(slot, numbers.lat[slot]!, numbers.lon[slot]!)
    xs[slot] = x
    ys[slot] = y
    level.put(slot, x, y, health, node.up + node.down)
    shownAs[slot] = health + 1
    totals.healths[health]! += 1
    totals.shown++
  }
  function isWanted(slot: number): boolean {
    table.read(slot, node)
    return fitsFilter(node, wish.filter) && (wish.ids === null || wish.ids.has(node.id))
  }

  function gather(zoom: number): Level {
    const next = createLevel(zoom, { single: zoom >= singleFrom })
    const { numbers } = table
    for (let slot = 0; slot < Math.min(table.end, shownAs.length); slot++) {
      if (shownAs[slot] === 0) continue
      next.put(slot, xs[slot]!, ys[slot]!, shownAs[slot]! - 1, numbers.up[slot]! + numbers.down[slot]!)
    }
    next.refresh()
    return next
  }

  const totalled = new Set<() => void>()
  const touchAll = () => {
    for (let slot = 0; slot < table.end; slot++) touch(slot)
  }
  const hear = (slots: readonly number[]) => {
    for (const slot of slots) touch(slot)
    tell()
  }

  return {
    table,
    totals,
    get level() {
      return level
    },
    get wish() {
      return wish
    },
    want(next: Wish) {
      wish = next
      touchAll()
      tell()
    },
    /**
     * Takes in what has come since, for about so long; `more`: the rest is for the next frame. `regrouped`: what is shown
     * as one was found anew.
     */
    update(budgetMs = Infinity): { changed: boolean; regrouped: boolean; more: boolean } {
      const changed = touched.length > 0
      const until = performance.now() + budgetMs
      let done = 0
      while (done < touched.length && (done % slice !== 0 || done === 0 || performance.now() < until)) {
        const slot = touched[done++]!
        isTouched[slot] = 0
        settle(slot)
      }
      touched = done === touched.length ? [] : touched.slice(done)
      if (changed) for (const listener of totalled) listener()
      return { changed, regrouped: level.refresh(), more: touched.length > 0 }
    },
    /** True: another one than before. What was shown until now is still known as `before`. */
    lookAt(zoom: number): boolean {
      if (levelOf(zoom) === level.zoom) return false
      before = level
      level = gather(levelOf(zoom))
      return true
    },
    get before() {
      return before
    },
    /** Where all of them stand. */
    spots(): { x: number; y: number }[] {
      const found: { x: number; y: number }[] = []
      for (let slot = 0; slot < shownAs.length; slot++)
        if (shownAs[slot] !== 0) found.push(level.spotOf(slot))
      return found
    },
    /** Told that there is something to take in. */
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** Listens to the table for as long as somebody wants the totals, and tells when they may be others. */
    watchTotals(listener: () => void): () => void {
      totalled.add(listener)
      const stop = table.subscribe(hear)
      touchAll()
      tell()
      return () => {
        totalled.delete(listener)
        stop()
      }
    },
    isShown: (slot: number): boolean => (shownAs[slot] ?? 0) > 0,
  }
}
export type MapModel = ReturnType<typeof createMapModel>
