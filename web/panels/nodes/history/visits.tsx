import { useTranslation } from 'react-i18next'
import type { NodeHistory } from '#protocol/rest/nodes.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { Block } from '../checks/block.tsx'
import styles from './history.module.css'

/** As many as are read; the strip above shows them all. */
const most = 20

/** When it was there, through which edge, and why it went. */
export function Visits({ visits }: { visits: NodeHistory['visits'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Block title={t('nodeHistory.visits')}>
      {visits.length === 0 && <p className={styles['dim']}>{t('nodeHistory.noVisits')}</p>}
      <ol>
        {visits.slice(0, most).map(it => (
          <li key={`${it.from} ${it.edge}`} className={styles['row']}>
            <span className={styles['when']}>{format.dateTime(it.from)}</span>
            <span className={styles['what']}>
              <span>
                {it.to === null
                  ? t('nodeHistory.still')
                  : `${format.uptime(Date.parse(it.to) - Date.parse(it.from))} · ${
                      it.left === null
                        ? t('nodeHistory.leftUnseen')
                        : t(`nodeHistory.left.${it.left as 'lost'}`, { defaultValue: it.left })
                    }`}
              </span>
              <span className={styles['dim']}>
                {[it.edge, it.address && t('nodeHistory.visitFrom', { address: it.address })]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </Block>
  )
}
