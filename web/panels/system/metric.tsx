import { useTranslation } from 'react-i18next'
import { Sparkline } from '../../design/sparkline.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import type { Series } from '../../stores/series.ts'
import styles from './system.module.css'

type Props = {
  name: string
  value: string
  note?: string
  series?: Series | undefined
  atLeast?: number
  shown?: (value: number) => string
}

/** A figure, and how it went while this page looked. */
export function Metric({ name, value, note, series, atLeast = 1, shown = String }: Props) {
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
    <div className={styles['metric']} data-chart={series ? '' : undefined}>
      <dt>{name}</dt>
      <dd className={styles['figure']}>
        {value}
        {note && <span className={styles['note']}>{note}</span>}
      </dd>
      {series && series.length > 0 && (
        <dd className={styles['chart']}>
          <Sparkline series={series} label={words()} atLeast={atLeast} />
        </dd>
      )}
    </div>
  )
}
