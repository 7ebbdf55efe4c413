import type { ReactNode } from 'react'
import styles from './checks.module.css'

/** A heading, what it comes to beside it, and how. */
export function Block({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles['block']}>
      <header className={styles['blockHead']}>
        <h3>{title}</h3>
        {aside}
      </header>
      {children}
    </section>
  )
}
