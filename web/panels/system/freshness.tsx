import { useTranslation } from 'react-i18next'
import { Badge } from '../../design/badge.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { gapFreeSince, type StaleCode, type TopicState } from '../../live/live-state.ts'
import styles from './freshness.module.css'

/** Whether a topic's view is true now and since when it misses nothing; if not, of when it is and why. */
export function Freshness({ topic, now }: { topic: TopicState | null; now: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const age = format.age(now - (topic?.asOf ?? now))
  switch (topic?.phase ?? 'waiting') {
    case 'current':
      return (
        <p className={styles['fresh']}>
          <Badge tone="good">{t('system.live')}</Badge>
          <span className={styles['words']}>
            <span>{t('system.liveSince', { time: format.clock(gapFreeSince(topic!) ?? now) })}</span>
            <span className={styles['age']}>{t('system.heard', { time: age })}</span>
          </span>
        </p>
      )
    case 'stale':
      return (
        <p className={styles['fresh']} title={t(`system.staleWhy.${topic!.code as StaleCode}`)}>
          <Badge tone="warn">{t('system.stale', { time: format.clock(topic!.asOf ?? topic!.since) })}</Badge>
          <span className={styles['words']}>
            <span className={styles['age']}>{t('system.staleAge', { time: age })}</span>
            <span className="hidden">{t(`system.staleWhy.${topic!.code as StaleCode}`)}</span>
          </span>
        </p>
      )
    case 'refused': {
      const reason = t(`errors.${topic!.code as 'forbidden'}`, { defaultValue: topic!.code ?? '' })
      return <Badge tone="bad">{t('system.refused', { reason })}</Badge>
    }
    case 'waiting':
      return <Badge tone="quiet">{t('system.waiting')}</Badge>
  }
}
