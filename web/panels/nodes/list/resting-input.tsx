import { useEffect, useEffectEvent, useState } from 'react'
import { Input } from '../../../design/input.tsx'
import styles from './list.module.css'

/** Typing rests before the list is asked. */
const restMs = 350

type Props = { label: string; placeholder: string; value: string; onChange: (text: string) => void }

/** A number that filters; what it means is the caller's to say. */
export function RestingInput({ label, placeholder, value, onChange }: Props) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  // Filters were cleared, or the address has changed: that is no answer to what is typed here.
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const send = useEffectEvent(onChange)
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => send(text), restMs)
    return () => clearTimeout(timer)
  }, [text, value])
  return (
    <Input
      className={styles['number']}
      aria-label={label}
      placeholder={placeholder}
      inputMode="decimal"
      value={text}
      onChange={event => setText(event.target.value)}
    />
  )
}
