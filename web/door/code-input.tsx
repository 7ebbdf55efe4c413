import { type Ref, useState } from 'react'
import { cx } from '../design/cx.ts'
import styles from './door.module.css'

type Props = {
  label: string
  value: string
  onChange: (digits: string) => void
  invalid: boolean
  ref: Ref<HTMLInputElement>
}

/** Six boxes for the eye, one field for everything else. */
export function CodeInput({ label, value, onChange, invalid, ref }: Props) {
  const [focused, setFocused] = useState(false)
  return (
    <div className={styles['slots']} data-invalid={invalid || undefined}>
      {Array.from({ length: 6 }, (_, i) => {
        const here = focused && i === Math.min(value.length, 5)
        return (
          <span key={i} className={cx(styles['slot'])} data-here={here || undefined} aria-hidden="true">
            {value[i] ?? ''}
          </span>
        )
      })}
      <input
        ref={ref}
        className={styles['code']}
        aria-label={label}
        aria-invalid={invalid || undefined}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]*"
        autoFocus
        value={value}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        // A pasted `123 456` or `Code: 123456` means its digits.
        onChange={e => onChange(e.target.value.replace(/\D/g, '').slice(0, 6))}
      />
    </div>
  )
}
