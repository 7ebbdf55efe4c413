import { ChartColumn, Download, TrendingDown, TrendingUp } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Usage } from '#protocol/rest/usage.ts'
import { buttonClass } from '../../design/button.tsx'
import { ChartFrame } from '../../design/chart/chart-frame.tsx'
import { ChartLegend } from '../../design/chart/chart-legend.tsx'
import { TrafficChart } from '../../design/chart/charts.ts'
import { Bone, EmptyState } from '../../design/states.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { bothOf, changeOf } from './compare.ts'
import { createStepWords } from './step-words.ts'
import styles from './usage.module.css'

const chartHeight = 300

type Props = {
  usage: Usage | null
  before: Usage | null
  compare: boolean
  csv: string | null
  old: boolean
  /** When `usage` came. */
  askedAt: number
}

/** Totals of a range, and how they came about. */
export function History({ usage, before, compare, csv, old, askedAt }: Props) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const words = useMemo(
    () => usage && createStepWords(i18n.language, usage.timeZone, usage.step),
    [i18n.language, usage],
  )
  const points = useMemo(
    () =>
      usage?.points.map(({ at, up, down }, i) => {
        const was = before?.points[i]
        return { at: Date.parse(at), up, down, before: was && bothOf(was) }
      }) ?? [],
    [usage, before],
  )
  const running = usage !== null && Date.parse(usage.to) > askedAt
  const change = usage && before ? changeOf(usage.points, before.points, running) : null
  const total = usage ? bothOf(usage.total) : 0
  const summary = usage
    ? t('usage.chartWords', {
        down: format.exactBytes(usage.total.down),
        up: format.exactBytes(usage.total.up),
        both: format.exactBytes(total),
      })
    : t('common.loading')
  return (
    <section className={styles['card']} aria-label={t('usage.chart')} aria-busy={usage === null || undefined}>
      <header className={styles['cardHead']}>
        <dl className={styles['totals']} data-testid="total" data-bytes={usage ? total : undefined}>
          <Total name={t('chart.both')} value={usage && total} main>
            {compare && (before ? <Change change={change} running={running} /> : <Bone width="64px" />)}
          </Total>
          <Total name={t('chart.down')} value={usage && usage.total.down} />
          <Total name={t('chart.up')} value={usage && usage.total.up} />
        </dl>
        <div className={styles['headEnd']}>
          <ChartLegend before={compare} />
          {csv && (
            <a className={buttonClass({ size: 'sm' })} href={csv} download>
              <Download size={15} className={styles['before']} /> {t('usage.csv')}
            </a>
          )}
        </div>
      </header>
      <div className={styles['chart']} data-old={old || undefined} style={{ minHeight: chartHeight }}>
        {usage && words ? (
          total === 0 && (!compare || !before || bothOf(before.total) === 0) ? (
            <EmptyState
              icon={<ChartColumn size={20} />}
              title={t('usage.nothing')}
              lead={t('usage.nothingLead')}
            />
          ) : (
            <ChartFrame height={chartHeight} summary={summary} bytes={total}>
              <TrafficChart
                label={t('usage.chart')}
                points={points}
                height={chartHeight}
                compare={compare && before !== null}
                runningNote={running ? t('usage.running') : undefined}
                {...words}
              />
            </ChartFrame>
          )
        ) : (
          <Bone height={`${chartHeight}px`} />
        )}
      </div>
    </section>
  )
}

type TotalProps = { name: string; value: number | null; main?: boolean; children?: ReactNode }

function Total({ name, value, main = false, children }: TotalProps) {
  const format = useFormat()
  return (
    <div className={styles['total']} data-main={main || undefined}>
      <dt>{name}</dt>
      <dd>
        {value === null ? (
          <Bone width="90px" />
        ) : (
          <span title={format.exactBytes(value)}>{format.bytes(value)}</span>
        )}
        {children}
      </dd>
    </div>
  )
}

/** Neither is good nor bad: it is what was used. */
function Change({ change, running }: { change: number | null; running: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (change === null) return <span className={styles['change']}>{t('usage.noBefore')}</span>
  const Icon = change < 0 ? TrendingDown : TrendingUp
  const digits = Math.abs(change) < 0.1 ? 1 : 0
  const sign = change > 0 ? '+' : change < 0 ? '−' : ''
  return (
    <span
      className={styles['change']}
      data-testid="change"
      title={running ? t('usage.changeRunning') : undefined}
    >
      <Icon size={14} />
      {t('usage.change', { change: `${sign}${format.percent(Math.abs(change), digits)}` })}
    </span>
  )
}
