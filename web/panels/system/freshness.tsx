import { useTranslation } from 'react-i18next'
import { Badge } from '../../design/badge.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useSystem } from '../../stores/system.ts'

/** Whether what is shown is true now, and if not, of when it is. */
export function Freshness() {
  const { t } = useTranslation()
  const format = useFormat()
  const { topic, receivedAt } = useSystem()
  const phase = topic?.phase ?? 'waiting'
  switch (phase) {
    case 'current':
      return (
        <span title={t('system.liveSince', { time: format.clock(topic!.since) })}>
          <Badge tone="good">{t('system.live')}</Badge>
        </span>
      )
    case 'stale':
      return <Badge tone="warn">{t('system.stale', { time: format.clock(receivedAt) })}</Badge>
    case 'refused': {
      const reason = t(`errors.${topic!.code as 'forbidden'}`, { defaultValue: topic!.code ?? '' })
      return <Badge tone="bad">{t('system.refused', { reason })}</Badge>
    }
    case 'waiting':
      return <Badge tone="quiet">{t('system.waiting')}</Badge>
  }
}
