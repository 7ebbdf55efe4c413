import { useTranslation } from 'react-i18next'
import type { LiveFigures } from '#protocol/process.ts'
import { useFormat } from '../../i18n/use-format.ts'
import type { ProcessSeries } from '../../stores/system.ts'
import { Metric } from './metric.tsx'
import styles from './system.module.css'

/** What a hub says of its sockets, and of what it sends them. */
export function LiveMetrics({ live, series }: { live: LiveFigures; series: ProcessSeries | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const perSecond = (show: (value: number) => string) => (value: number) =>
    t('system.perSecond', { value: show(value) })
  const messages = perSecond(format.rate)
  const bytes = perSecond(format.bytes)
  return (
    <dl className={styles['metrics']} data-live="">
      <Metric
        name={t('system.sockets')}
        hint={t('system.hint.sockets')}
        value={format.number(live.connections)}
        note={t('system.topics', { count: live.topics })}
        series={series?.sockets}
        atLeast={Math.max(4, live.connections * 1.25)}
        shown={format.number}
      />
      <Metric
        name={t('system.messagesOut')}
        hint={t('system.hint.messagesOut')}
        value={messages(live.messagesOut)}
        series={series?.messages}
        atLeast={10}
        shown={messages}
      />
      <Metric
        name={t('system.bytesOut')}
        hint={t('system.hint.bytesOut')}
        value={bytes(live.bytesOut)}
        series={series?.bytes}
        atLeast={10_000}
        shown={bytes}
      />
      <Metric
        name={t('system.sendLag')}
        hint={t('system.hint.sendLag')}
        value={format.ms(live.lagP99Ms)}
        note={t('system.median', { value: format.ms(live.lagP50Ms) })}
        series={series?.sendLag}
        atLeast={20}
        shown={format.ms}
      />
      <Metric
        name={t('system.skipped')}
        hint={t('system.hint.skipped')}
        value={format.number(live.skipped)}
        note={t('system.behind', { count: live.behind })}
        tone={live.behind > 0 ? 'warn' : undefined}
      />
      <Metric
        name={t('system.recovered')}
        hint={t('system.hint.recovered')}
        value={format.number(live.resumed)}
        note={t('system.anew', { count: live.reset })}
      />
    </dl>
  )
}
