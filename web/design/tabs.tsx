import { type KeyboardEvent, useRef } from 'react'
import styles from './tabs.module.css'

type Props<T extends string> = {
  label: string
  tabs: readonly (readonly [T, words: string])[]
  chosen: T
  onChoose: (tab: T) => void
  /** Of the panel that they show, when it is one element. */
  panel?: string
}

const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 }

/** One stop of the Tab key; the arrow keys go from one to the next, as everywhere. */
export function Tabs<T extends string>({ label, tabs, chosen, onChoose, panel }: Props<T>) {
  const list = useRef<HTMLDivElement>(null)
  function onKey(event: KeyboardEvent) {
    const at = tabs.findIndex(([tab]) => tab === chosen)
    const next =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? tabs.length - 1
          : event.key in steps
            ? (at + steps[event.key]! + tabs.length) % tabs.length
            : null
    if (next === null) return
    event.preventDefault()
    onChoose(tabs[next]![0])
    list.current?.querySelectorAll('button')[next]?.focus()
  }
  return (
    <div ref={list} role="tablist" aria-label={label} className={styles['tabs']}>
      {tabs.map(([tab, words]) => (
        <button
          key={tab}
          type="button"
          role="tab"
          className={styles['tab']}
          aria-selected={tab === chosen}
          aria-controls={panel}
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => onChoose(tab)}
          onKeyDown={onKey}
        >
          {words}
        </button>
      ))}
    </div>
  )
}
