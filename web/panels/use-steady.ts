import { useCallback, useEffect, useRef, useState } from 'react'
import { steady, type Steady } from './steady.ts'

const everyMs = 5_000
const most = 400

/** Whether somebody points at the list, by pointer or by keyboard; `around` goes to what is around the rows. */
export function useHeld(now: number) {
  const ref = useRef<HTMLDivElement>(null)
  const [held, setHeld] = useState(false)
  const look = useCallback(() => {
    const box = ref.current
    // A finger does not hover, though browsers say so of what it touched last.
    const over = box?.matches(':hover') && matchMedia('(hover: hover)').matches
    setHeld(Boolean(over) || Boolean(box?.querySelector(':focus-visible')))
  }, [])
  // What covered the list, or vanished under the pointer, tells nobody.
  useEffect(look, [look, now])
  return {
    held,
    around: { ref, onPointerEnter: look, onPointerLeave: look, onFocus: look, onBlur: look },
  }
}

type Options<Row> = {
  compare: (a: Row, b: Row) => number
  held: boolean
  now: number
  /** What the rows were asked for by: another wish is another list. */
  wish: string
}
type Given<Row> = { rows: readonly Row[]; held: boolean; wish: string; list: Steady<Row> }

/** Rows that change by themselves, in an order that can be read and aimed at. */
export function useSteady<Row extends { id: string }>(
  rows: readonly Row[] | null,
  { compare, held, now, wish }: Options<Row>,
): Steady<Row> | null {
  const [last, setLast] = useState<Given<Row> | null>(null)
  if (!rows) {
    if (last) setLast(null)
    return null
  }
  const due = !held && last !== null && now - last.list.sortedAt >= everyMs
  if (last && last.rows === rows && last.held === held && last.wish === wish && !due) return last.list
  const before = last?.wish === wish ? last.list : null
  const list = steady(before, { rows, compare, held, now, everyMs, most })
  setLast({ rows, held, wish, list })
  return list
}
