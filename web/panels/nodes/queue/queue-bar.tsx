import { useTranslation } from 'react-i18next'
import { Button } from '../../../design/button.tsx'
import { Select } from '../../../design/input.tsx'
import { useFormat } from '../../../i18n/use-format.ts'
import { type QueueSort, queueSorts } from './use-queue.ts'
import styles from './queue.module.css'

type Props = {
  count: number
  /** There are more than are loaded. */
  more: boolean
  ticked: number
  mayDecide: boolean
  sort: QueueSort
  onSort: (sort: QueueSort) => void
  onAll: (all: boolean) => void
  onApprove: () => void
  onReject: () => void
}

/** Above the list: how many there are and in which order; while some are ticked, what becomes of them. */
export function QueueBar({
  count,
  more,
  ticked,
  mayDecide,
  sort,
  onSort,
  onAll,
  onApprove,
  onReject,
}: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const all = ticked === count
  return (
    <div className={styles['bar']} data-ticked={ticked > 0 || undefined}>
      {mayDecide && (
        <input
          type="checkbox"
          className={styles['tick']}
          aria-label={t('queue.selectAll')}
          checked={all}
          // Some of them: neither.
          ref={box => void (box && (box.indeterminate = ticked > 0 && !all))}
          onChange={() => onAll(!all)}
        />
      )}
      {ticked > 0 ? (
        <>
          <span className={styles['count']}>{t('queue.selected', { count: ticked })}</span>
          <Button size="sm" look="primary" onClick={onApprove}>
            {t('queue.approve')}
          </Button>
          <Button size="sm" look="danger" onClick={onReject}>
            {t('queue.reject')}
          </Button>
        </>
      ) : (
        <>
          <span className={styles['count']}>
            {more ? `${format.number(count)}+` : t('queue.waiting', { count })}
          </span>
          <Select
            className={styles['sort']}
            aria-label={t('queue.sort')}
            value={sort}
            onChange={event => onSort(event.target.value as QueueSort)}
          >
            {queueSorts.map(it => (
              <option key={it} value={it}>
                {t(`queue.sorts.${it}`)}
              </option>
            ))}
          </Select>
        </>
      )}
    </div>
  )
}
