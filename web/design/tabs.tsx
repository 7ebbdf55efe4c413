import { type KeyboardEvent, useRef } from 'react'
import { cx } from './cx.ts'
import styles from './tabs.module.css'

type Props<V extends string> = {
  label: string
  value: V
  items: readonly (readonly [value: V, text: string])[]
  onChange: (value: V) => void
  className?: string | undefined
}
const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 }

/** One of a few views. Tab stops at the chosen one; arrows go on to the others. */
export function Tabs<V extends string>({ label, value, items, onChange, className }: Props<V>) {
  const list = useRef<HTMLDivElement>(null)
  function go(event: KeyboardEvent) {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = items.findIndex(([it]) => it === value)
    const next = (at + step + items.length) % items.length
    onChange(items[next]![0])
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <div ref={list} role="tablist" aria-label={label} className={cx(styles['tabs'], className)}>
      {items.map(([it, text]) => (
        <button
          key={it}
          type="button"
          role="tab"
          className={styles['tab']}
          aria-selected={it === value}
          tabIndex={it === value ? 0 : -1}
          onClick={() => onChange(it)}
          onKeyDown={go}
        >
          {text}
        </button>
      ))}
    </div>
  )
}
