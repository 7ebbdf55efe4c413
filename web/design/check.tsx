import { cx } from './cx.ts'
import styles from './check.module.css'

type Props = {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  className?: string | undefined
}

/** A box to tick, and what it stands for. */
export const Check = ({ label, checked, onChange, className }: Props) => (
  <label className={cx(styles['check'], className)}>
    <input type="checkbox" checked={checked} onChange={event => onChange(event.target.checked)} />
    {label}
  </label>
)
