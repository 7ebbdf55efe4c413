import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './notice.module.css'

const icons = { bad: CircleAlert, warn: CircleAlert, good: CircleCheck, accent: Info }

/** Words that a form or a page says about itself, read aloud when they appear. */
export function Notice({ tone, children }: { tone: keyof typeof icons; children: ReactNode }) {
  const Icon = icons[tone]
  return (
    <div className={styles['notice']} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={16} />
      <div>{children}</div>
    </div>
  )
}
