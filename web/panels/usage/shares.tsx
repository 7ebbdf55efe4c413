import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../design/button.tsx'
import { ShareBar } from '../../design/share-bar.tsx'
import { Bone, ErrorState } from '../../design/states.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import styles from './usage.module.css'

export type Share = {
  key: string
  name: string
  bytes: number
  note?: string
  tone?: 'warn' | 'bad' | undefined
}
type Props = {
  title: string
  rows: readonly Share[] | null
  empty: string
  error?: unknown
  onRetry?: () => void
  foot?: ReactNode
}

const few = 6

/** Who or what had how much of it, most first, each with its length and its figures. */
export function Shares({ title, rows, empty, error, onRetry, foot }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [all, setAll] = useState(false)
  const total = rows?.reduce((sum, it) => sum + it.bytes, 0) ?? 0
  const shown = all ? rows : rows?.slice(0, few)
  return (
    <section className={styles['card']} aria-label={title}>
      <h2 className={styles['cardTitle']}>{title}</h2>
      {error !== undefined && error !== null && rows === null && onRetry ? (
        <ErrorState title={t('usage.failed')} error={error} onRetry={onRetry} />
      ) : rows?.length === 0 ? (
        <p className={styles['nothing']}>{empty}</p>
      ) : (
        <ol className={styles['shares']} aria-busy={rows === null || undefined}>
          {shown?.map(({ key, name, bytes, note, tone }) => {
            const share = total > 0 ? bytes / total : 0
            return (
              <li key={key} className={styles['share']}>
                <span className={styles['shareName']}>{name}</span>
                <span className={styles['shareBytes']} title={format.exactBytes(bytes)}>
                  {format.bytes(bytes)}
                </span>
                <span className={styles['sharePart']}>{format.percent(share, 1)}</span>
                <ShareBar share={share} className={styles['shareBar']} />
                {note && (
                  <span className={styles['shareNote']} data-tone={tone}>
                    {note}
                  </span>
                )}
              </li>
            )
          }) ?? Array.from({ length: 4 }, (_, i) => <Bone key={i} height="34px" />)}
        </ol>
      )}
      {rows && rows.length > few && (
        <div className={styles['more']} tabIndex={-1} data-focus-home="">
          <Button size="sm" look="ghost" onClick={() => setAll(!all)}>
            {all ? t('usage.fewer') : t('usage.all', { count: rows.length })}
          </Button>
        </div>
      )}
      {foot}
    </section>
  )
}
