import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { beyond, type RowSource, useRowRange } from './use-row-range.ts'
import styles from './virtual-list.module.css'

type Props = RowSource & {
  label: string
  head?: ReactNode
  row: (index: number) => ReactNode
  isMarked?: (index: number) => boolean
  isChosen?: (index: number) => boolean
  onEnter: (index: number) => void
  onPoint?: (index: number | null) => void
  /** Said while rows are on their way. */
  busy: string
}

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
  const { count, rowHeight, resetKey } = props
  const id = useId()
  const { scroller, shown, height, scrollTo } = useRowRange(props)
  const [chosen, choose] = useState<{ at: number; of: string } | null>(null)
  // A choice belongs to the list in which it was made.
  const active = chosen?.of === resetKey ? chosen.at : null
  const { first, last, top } = shown

  function onKey(event: KeyboardEvent) {
    if (event.key === 'Enter' && active !== null) {
      event.preventDefault()
      return props.onEnter(active)
    }
    const step = steps[event.key]
    if (!step || count === 0 || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const page = Math.max(1, Math.floor(height / rowHeight) - 1)
    const from = active ?? Math.ceil(top / rowHeight) - 1
    const next = Math.max(0, Math.min(count - 1, from + step(page, count)))
    choose({ at: next, of: resetKey })
    scrollTo(next)
    props.onPoint?.(next)
  }

  // As many as can be in view: a row that goes out at one end comes in again at the other.
  const pool = Math.ceil(height / rowHeight) + 2 * beyond + 2
  const isHere = active !== null && active >= first && active <= last
  return (
    <div className={styles['list']}>
      {props.head}
      <div className={styles['bar']} data-busy={shown.busy || undefined}>
        <span className="hidden" aria-live="polite">
          {shown.busy ? props.busy : ''}
        </span>
      </div>
      <div
        ref={scroller}
        className={styles['scroller']}
        role="grid"
        aria-label={props.label}
        aria-rowcount={count}
        aria-activedescendant={isHere ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKey}
        onPointerLeave={() => props.onPoint?.(null)}
      >
        <div className={styles['window']} style={{ height }} role="presentation">
          <div role="rowgroup" style={{ transform: `translateY(${first * rowHeight - top}px)` }}>
            {Array.from({ length: last - first + 1 }, (_, i) => first + i).map(index => (
              // The grid has the keys of all its rows.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={index % pool}
                id={`${id}-${index}`}
                role="row"
                aria-rowindex={index + 1}
                aria-selected={props.isChosen?.(index) ?? false}
                tabIndex={-1}
                className={styles['row']}
                data-row={index}
                data-marked={props.isMarked?.(index) || index === active || undefined}
                style={{ height: rowHeight }}
                onClick={() => {
                  choose({ at: index, of: resetKey })
                  props.onEnter(index)
                }}
                onPointerEnter={() => props.onPoint?.(index)}
              >
                {props.row(index)}
              </div>
            ))}
          </div>
        </div>
        <div style={{ height: Math.max(0, count * rowHeight - height) }} aria-hidden="true" />
      </div>
    </div>
  )
}
