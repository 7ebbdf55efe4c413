import { useTranslation } from 'react-i18next'
import type { NodeFilter } from '#protocol/node-filter.ts'
import { nodeStatuses } from '#protocol/node.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { without } from './node-wish.ts'
import styles from './list.module.css'
import { useCounts } from './use-counts.ts'

type Props = { filter: NodeFilter; onChange: (status: string) => void }

/** The statuses, and how many of what is looked for have each. */
export function StatusChips({ filter, onChange }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const counts = useCounts(without(filter, 'status'))
  const chip = (status: (typeof nodeStatuses)[number] | '', words: string, count: number | undefined) => (
    <label key={status} className={styles['chip']} data-tone={status || undefined}>
      <input
        type="radio"
        name="status"
        className="hidden"
        checked={(filter.status ?? '') === status}
        onChange={() => onChange(status)}
      />
      <span>{words}</span>
      <span className={styles['chipCount']}>{counts ? format.number(count ?? 0) : '·'}</span>
    </label>
  )
  return (
    <div className={styles['chips']} role="radiogroup" aria-label={t('nodes.statusLabel')}>
      {chip('', t('nodeList.all'), counts?.total)}
      {nodeStatuses.map(it => chip(it, t(`nodes.status.${it}`), counts?.byStatus[it]))}
    </div>
  )
}
