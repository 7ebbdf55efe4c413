import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
} from 'react'
import styles from './virtual-list.module.css'

type Props = {
  label: string
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
  head?: ReactNode
  row: (index: number) => ReactNode
  rowLabel?: (index: number) => string | undefined
  isMarked?: (index: number) => boolean
  isChosen?: (index: number) => boolean
  onEnter: (index: number) => void
  onPoint?: (index: number | null) => void
  /** Shown while rows are on their way. */
  busy: string
}
type Range = { first: number; last: number; top: number }

const beyond = 3
const steps: Record<string, (page: number, count: number) => number> = {
  ArrowDown: () => 1,
  ArrowUp: () => -1,
  PageDown: page => page,
  PageUp: page => -page,
  Home: (_, count) => -count,
  End: (_, count) => count,
}

/**
 * As many rows as one likes, of which only those in view are in the document. They lie on a layer that stays where it is
 * while the list is scrolled beneath it, so that a scroll that is quicker than a script shows rows a frame late, and never
 * none. Rows that are not here yet do not blank those that are: the last ones that were whole stay until then.
 */
export function VirtualList(props: Props) {
  const { count, rowHeight, has, want, version, resetKey } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(0)
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const [active, setActive] = useState<number | null>(null)
  const shown = useRef<Range>({ first: 0, last: -1, top: 0 })
  const isBusy = useRef(false)

  useLayoutEffect(() => {
    const box = scroller.current!
    const measure = () => setHeight(box.clientHeight)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    return () => observer.disconnect()
  }, [])

  useLayoutEffect(() => {
    scroller.current!.scrollTop = 0
    shown.current = { first: 0, last: -1, top: 0 }
    setActive(null)
  }, [resetKey])

  /** What is in view, if all of it is here; else what was shown before. */
  const range = (): Range => {
    const top = Math.max(0, Math.min(scroller.current?.scrollTop ?? 0, count * rowHeight - height))
    const first = Math.floor(top / rowHeight)
    const last = Math.min(count - 1, Math.ceil((top + height) / rowHeight))
    const next = { first: Math.max(0, first - beyond), last: Math.min(count - 1, last + beyond), top }
    isBusy.current = count > 0 && !has(first, last)
    if (!isBusy.current) {
      shown.current = {
        first: has(next.first, first) ? next.first : first,
        last: has(last, next.last) ? next.last : last,
        top,
      }
    }
    // What is kept must still exist.
    if (shown.current.last >= count) shown.current = { ...shown.current, last: count - 1 }
    return shown.current
  }
  const { first, last, top } = range()
  const view = useRef({ first: 0, last: 0 })
  view.current = { first: Math.floor((scroller.current?.scrollTop ?? 0) / rowHeight), last: 0 }
  view.current.last = view.current.first + Math.ceil(height / rowHeight)

  useEffect(() => {
    if (height > 0 && count > 0) want(view.current.first, Math.min(count - 1, view.current.last))
  })
  useLayoutEffect(() => {
    layer.current!.style.transform = `translateY(${first * rowHeight - top}px)`
  }, [first, top, rowHeight, version])

  function scrollTo(index: number) {
    const box = scroller.current!
    const [above, below] = [index * rowHeight, (index + 1) * rowHeight - height]
    if (box.scrollTop > above) box.scrollTop = above
    else if (box.scrollTop < below) box.scrollTop = below
  }
  function onKey(event: KeyboardEvent) {
    if (event.key === 'Enter' && active !== null && event.target === event.currentTarget) {
      event.preventDefault()
      return props.onEnter(active)
    }
    const step = steps[event.key]
    if (!step || count === 0 || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const page = Math.max(1, Math.floor(height / rowHeight) - 1)
    const from = active ?? first - 1
    const next = Math.max(0, Math.min(count - 1, from + step(page, count)))
    setActive(next)
    scrollTo(next)
    props.onPoint?.(next)
  }

  // As many as can be in view: a row that goes out at one end comes in again at the other.
  const pool = Math.ceil(height / rowHeight) + 2 * beyond + 2
  const rows: ReactNode[] = []
  for (let index = first; index <= last; index++) {
    rows.push(
      // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid has the keys of all its rows
      <div
        key={index % pool}
        id={`${id}-${index}`}
        role="row"
        aria-rowindex={index + 1}
        aria-selected={props.isChosen?.(index) ?? false}
        aria-label={props.rowLabel?.(index)}
        tabIndex={-1}
        className={styles['row']}
        data-row={index}
        data-marked={props.isMarked?.(index) || index === active || undefined}
        style={{ height: rowHeight }}
        onClick={() => {
          setActive(index)
          props.onEnter(index)
        }}
        onPointerEnter={() => props.onPoint?.(index)}
      >
        {props.row(index)}
      </div>,
    )
  }
  return (
    <div className={styles['list']}>
      {props.head}
      <div className={styles['bar']} data-busy={isBusy.current || undefined}>
        <span className="hidden" aria-live="polite">
          {isBusy.current ? props.busy : ''}
        </span>
      </div>
      <div
        ref={scroller}
        className={styles['scroller']}
        role="grid"
        aria-label={props.label}
        aria-rowcount={count}
        aria-activedescendant={
          active !== null && active >= first && active <= last ? `${id}-${active}` : undefined
        }
        tabIndex={0}
        onScroll={redraw}
        onKeyDown={onKey}
        onPointerLeave={() => props.onPoint?.(null)}
      >
        <div className={styles['window']} style={{ height }} role="presentation">
          <div ref={layer} role="rowgroup">
            {rows}
          </div>
        </div>
        <div style={{ height: Math.max(0, count * rowHeight - height) }} aria-hidden="true" />
      </div>
    </div>
  )
}
