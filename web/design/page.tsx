import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import styles from './page.module.css'

/** The document's title follows the page; screen readers and tabs read it first. */
export function useTitle(title: string): void {
  const { t } = useTranslation()
  const full = `${title} · ${t('brand.name')}`
  useEffect(() => {
    document.title = full
  }, [full])
}

type Props = {
  title: string
  lead?: string
  actions?: ReactNode
  children: ReactNode
  narrow?: boolean
  fill?: boolean
  /** The way back to the list that this is one of. */
  above?: ReactNode
}

/** `fill`: as wide and as high as there is room, for what scrolls within itself. */
export function Page({ title, lead, actions, children, narrow = false, fill = false, above }: Props) {
  useTitle(title)
  const heading = useRef<HTMLHeadingElement>(null)
  const arrived = useRef(useLocation().key !== 'default')
  // After a navigation the keyboard and the screen reader begin at the new page, not where the link was.
  useEffect(() => {
    if (arrived.current && !document.querySelector('[role="dialog"]'))
      heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className={styles['page']} data-narrow={narrow || undefined} data-fill={fill || undefined}>
      {above}
      <header className={styles['head']}>
        <div className={styles['words']}>
          <h1 className={styles['title']} tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {lead && <p className={styles['lead']}>{lead}</p>}
        </div>
        {actions && <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

type SectionProps = {
  title: string
  lead?: string
  actions?: ReactNode
  children: ReactNode
  flush?: boolean
  /** What is inside has a frame of its own. */
  bare?: boolean
}

export function Section({ title, lead, actions, children, flush = false, bare = false }: SectionProps) {
  return (
    <section className={styles['section']}>
      <header className={styles['sectionHead']}>
        <div className={styles['words']}>
          <h2 className={styles['sectionTitle']}>{title}</h2>
          {lead && <p className={styles['sectionLead']}>{lead}</p>}
        </div>
        {actions}
      </header>
      {bare ? (
        children
      ) : (
        <div className={styles['card']} data-flush={flush || undefined}>
          {children}
        </div>
      )}
    </section>
  )
}
