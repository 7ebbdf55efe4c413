import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeHistory } from '#protocol/rest/nodes.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { BatteryChart } from './battery-chart.tsx'
import styles from './history.module.css'
import { batteryLines, presenceOf, type Span, spansOf } from './spans.ts'

/** `since`: it has not been there before. */
type Props = { history: NodeHistory; from: number; to: number; since: number }
const marks = 5
const dayMs = 86_400_000

/** Battery above, connection and presence as strips below it, on one axis of time. */
export function HistoryChart({ history, from, to, since }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const lines = useMemo(() => batteryLines(history.states, to), [history, to])
  const networks = useMemo(() => spansOf(history.states, to, it => it.network?.type ?? null), [history, to])
  const presence = useMemo(
    () => presenceOf(history.visits, Math.max(from, Math.min(since, to)), to),
    [history, from, to, since],
  )
  const kinds = [...new Set(networks.map(it => it.what))]
  const share = format.percent(presence.share)
  return (
    <figure className={styles['figure']}>
      <BatteryChart lines={lines} from={from} to={to} />
      <Strip
        label={t('nodeHistory.network')}
        words={kinds.map(it => t(`nodes.networks.${it}`)).join(', ') || t('nodeHistory.unknown')}
        {...{ spans: networks, from, to }}
      />
      <Strip
        label={t('nodeHistory.presence')}
        words={t('nodeHistory.share', { share })}
        {...{ spans: presence.spans, from, to }}
      />
      <div className={styles['axis']} aria-hidden="true">
        {Array.from({ length: marks }, (_, i) => {
          const at = from + ((to - from) * i) / (marks - 1)
          const words = to - from <= dayMs ? format.bareClock(at).slice(0, 5) : format.date(at)
          return <span key={i}>{words}</span>
        })}
      </div>
      <figcaption className={styles['legend']}>
        {kinds.map(it => (
          <span key={it}>
            <span className={styles['mark']} data-what={it} aria-hidden="true" />
            {t(`nodes.networks.${it}`)}
          </span>
        ))}
        <span>
          <span className={styles['mark']} data-what="there" aria-hidden="true" />
          {t('nodeHistory.share', { share })}
        </span>
      </figcaption>
    </figure>
  )
}

type StripProps = { label: string; words: string; spans: readonly Span<string>[]; from: number; to: number }

function Strip({ label, words, spans, from, to }: StripProps) {
  const of = (at: number) => `${(100 * (Math.max(from, at) - from)) / (to - from)}%`
  return (
    <div className={styles['strip']} role="img" aria-label={`${label}: ${words}`}>
      {spans
        .filter(it => it.to > from)
        .map(it => (
          <span
            key={it.from}
            className={styles['span']}
            data-what={it.what}
            style={{ left: of(it.from), width: `calc(${of(it.to)} - ${of(it.from)})` }}
          />
        ))}
    </div>
  )
}
