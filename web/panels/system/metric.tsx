import { useTranslation } from 'react-i18next'
import { Sparkline } from '../../design/sparkline.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import type { Series } from '../../stores/series.ts'
import styles from './system.module.css'

type Props = {
  name: string
  /** What it is, for whoever points at it. */
  hint?: string
  value: string
  note?: string
  /** What the note says wants to be looked at. */
  tone?: 'warn' | undefined
  series?: Series | undefined
  atLeast?: number
  shown?: (value: number) => string
}

/** A figure, and how it went while this page looked. */
export function Metric({ name, hint, value, note, tone, series, atLeast = 1, shown = String }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = () => {
    let low = Infinity
    let high = -Infinity
    for (let i = 0; i < series!.length; i++) {
      low = Math.min(low, series!.at(i))
      high = Math.max(high, series!.at(i))
    }
    const time = format.seconds(series!.length * 1000)
    return t('system.chart', { name, time, low: shown(low), high: shown(high), last: value })
  }
  return (
    <div className={styles['metric']} data-chart={series ? '' : undefined} title={hint}>
      <dt>{name}</dt>
      <dd className={styles['figure']}>
        {value}
        {note && (
          <span className={styles['note']} data-tone={tone}>
            {note}
          </span>
        )}
      </dd>
      {series && series.length > 0 && (
        <dd className={styles['chart']}>
          <Sparkline series={series} label={words()} atLeast={atLeast} />
        </dd>
      )}
    </div>
  )
}
