import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { cx } from '../design/cx.ts'
import { ErrorState } from '../design/states.tsx'
import { errorText } from '../i18n/error-text.ts'
import table from '../design/table.module.css'
import styles from './list-frame.module.css'

type Props = {
  list: {
    isPending: boolean
    isError: boolean
    isPlaceholderData: boolean
    error: unknown
    refetch: () => unknown
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => unknown
    items: readonly unknown[]
  }
  empty: ReactNode
  children: ReactNode
}

/** What every list has around its rows: none yet, failed, more. `children` draws grey rows while there is nothing. */
export function ListFrame({ list, empty, children }: Props) {
  const { t } = useTranslation()
  const { items, isPending } = list
  if (list.isError && items.length === 0) {
    return (
      <div className={table['frame']}>
        <ErrorState title={t('list.failed')} error={list.error} onRetry={() => void list.refetch()} />
      </div>
    )
  }
  if (!isPending && items.length === 0) return <div className={table['frame']}>{empty}</div>
  return (
    <div
      className={cx(table['frame'], list.isPlaceholderData && styles['old'])}
      aria-busy={isPending || undefined}
    >
      {children}
      {/* The last page takes its button away: the focus stays here. */}
      <div className={table['foot']} tabIndex={-1} data-focus-home="">
        {list.isError ? (
          <span role="alert" className={styles['failed']}>
            {errorText(t, list.error)}
          </span>
        ) : (
          <span aria-live="polite">
            {isPending ? t('common.loading') : t('list.shown', { count: items.length })}
          </span>
        )}
        {list.hasNextPage && (
          <Button size="sm" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('list.more')}
          </Button>
        )}
      </div>
    </div>
  )
}
