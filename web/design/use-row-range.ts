import { useCallback, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'

export type RowSource = {
  count: number
  rowHeight: number
  /** Every row from one to the other can be drawn. */
  has: (first: number, last: number) => boolean
  /** What is looked at: what is missing of it is to be fetched. */
  want: (first: number, last: number) => void
  /** Changes whenever rows have come or have changed. */
  version: unknown
  /** Another list: it begins at its top. */
  resetKey: string
}
/** Rows that are drawn, and which pixel of the list is at the upper edge. `busy`: they are not those that are wanted. */
type Range = { first: number; last: number; top: number; busy: boolean }

const none: Range = { first: 0, last: -1, top: 0, busy: false }
/** Rows that are drawn above and below what is in view. */
export const beyond = 3

/** Which rows are shown: those in view if all of them are here, else those that were shown before. */
export function useRowRange(it: RowSource) {
  const scroller = useRef<HTMLDivElement>(null)
  const { count, rowHeight, version, resetKey } = it
  const [height, setHeight] = useState(0)
  const [shown, setShown] = useState(none)

  const settle = useEffectEvent(() => {
    const box = scroller.current
    if (!box || box.clientHeight === 0 || count === 0) return
    const top = Math.max(0, Math.min(box.scrollTop, count * rowHeight - box.clientHeight))
    const first = Math.floor(top / rowHeight)
    const last = Math.min(count - 1, Math.ceil((top + box.clientHeight) / rowHeight))
    it.want(first, last)
    if (!it.has(first, last)) {
      return setShown(was => ({ ...was, last: Math.min(was.last, count - 1), busy: true }))
    }
    const above = Math.max(0, first - beyond)
    const below = Math.min(count - 1, last + beyond)
    const next = {
      first: it.has(above, first) ? above : first,
      last: it.has(last, below) ? below : last,
      top,
      busy: false,
    }
    setShown(was =>
      was.first === next.first && was.last === next.last && was.top === top && !was.busy ? was : next,
    )
  })

  useLayoutEffect(() => {
    const box = scroller.current!
    const measure = () => {
      setHeight(box.clientHeight)
      settle()
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    return () => observer.disconnect()
  }, [])
  useLayoutEffect(() => {
    scroller.current!.scrollTop = 0
    setShown(none)
  }, [resetKey])
  useLayoutEffect(() => settle(), [count, rowHeight, version, resetKey])

  const scrollTo = useCallback(
    (index: number) => {
      const box = scroller.current!
      const [above, below] = [index * rowHeight, (index + 1) * rowHeight - box.clientHeight]
      if (box.scrollTop > above) box.scrollTop = above
      else if (box.scrollTop < below) box.scrollTop = below
    },
    [rowHeight],
  )
  useLayoutEffect(() => {
    const box = scroller.current!
    const scrolled = () => settle()
    box.addEventListener('scroll', scrolled, { passive: true })
    return () => box.removeEventListener('scroll', scrolled)
  }, [])
  return { scroller, shown, height, scrollTo }
}
