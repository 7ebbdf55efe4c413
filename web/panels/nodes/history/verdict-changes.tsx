import { useTranslation } from 'react-i18next'
import type { NodeHistory } from '#protocol/rest/nodes.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { Block } from '../checks/block.tsx'
import { VerdictBadge } from '../checks/verdict-badge.tsx'
import styles from './history.module.css'

const most = 20

/** Each time that the checks came to something else. */
export function VerdictChanges({ checks }: { checks: NodeHistory['checks'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Block title={t('nodeHistory.changes')}>
      {checks.length === 0 && <p className={styles['dim']}>{t('nodeHistory.noChanges')}</p>}
      <ol>
        {checks.slice(0, most).map(it => (
          <li key={it.at} className={styles['row']}>
            <span className={styles['when']}>{format.dateTime(it.at)}</span>
            <span className={styles['change']}>
              <VerdictBadge kind={it.verdict} />
              <span>{t('nodeHistory.score', { score: it.score })}</span>
              <span className={styles['dim']}>
                {[t('verdict.suspicion', { points: it.suspicion }), it.asn !== null && `AS${it.asn}`]
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
