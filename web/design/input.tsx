import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './input.module.css'

type InputProps = ComponentProps<'input'> & { icon?: ReactNode; end?: ReactNode }

export function Input({ icon, end, className, ...rest }: InputProps) {
  return (
    <span className={cx(styles['wrap'], className)}>
      {icon && <span className={styles['icon']}>{icon}</span>}
      <input
        {...rest}
        className={styles['input']}
        data-icon={icon ? '' : undefined}
        data-end={end ? '' : undefined}
      />
      {end && <span className={styles['end']}>{end}</span>}
    </span>
  )
}

/** The system's own list: it opens the way each device's people know. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cx(styles['wrap'], styles['select'], className)}>
      <select {...rest} className={styles['input']}>
        {children}
      </select>
      <svg className={styles['chevron']} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <path d="m3 4.5 3 3 3-3" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
      </svg>
    </span>
  )
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={cx(styles['input'], styles['textarea'], className)} />
}
