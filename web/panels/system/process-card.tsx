import { Database, Network, Server } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ProcessKind } from '#protocol/process.ts'
import type { SystemProcess } from '#protocol/rest/staff.ts'
import { Badge, type Tone } from '../../design/badge.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { seriesOf } from '../../stores/system.ts'
import { LiveMetrics } from './live-metrics.tsx'
import { Metric } from './metric.tsx'
import styles from './system.module.css'

const icons: Record<ProcessKind, typeof Server> = { hub: Server, 'proxy-edge': Network, ledger: Database }
const tones: Record<SystemProcess['state'], Tone> = {
  up: 'good',
  degraded: 'warn',
  stopping: 'quiet',
  silent: 'bad',
}

export function ProcessCard({ process, hubNow }: { process: SystemProcess; hubNow: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const Icon = icons[process.kind]
  const series = seriesOf(process.id)
  const needs = Object.entries(process.needs).sort(([a], [b]) => a.localeCompare(b))
  const where = [
    process.host,
    t('system.pid', { pid: process.pid }),
    t('system.version', { version: process.version }),
    process.region && t('system.region', { region: process.region }),
  ]
  const silent = process.state === 'silent'
  return (
    <li className={styles['card']} data-state={process.state}>
      <div className={styles['who']}>
        <span className={styles['icon']}>
          <Icon size={18} strokeWidth={1.7} />
        </span>
        <div className={styles['names']}>
          <h2 className={styles['name']}>
            {t(`system.kinds.${process.kind}`)} <span className={styles['id']}>{process.id}</span>
          </h2>
          <p className={styles['where']}>{where.filter(Boolean).join(' · ')}</p>
        </div>
        <div className={styles['standing']}>
          <span title={t(`system.stateHint.${process.state}`)}>
            <Badge tone={tones[process.state]}>{t(`system.state.${process.state}`)}</Badge>
          </span>
          <span className={styles['sign']}>
            <span className="hidden">{t('system.lastSign')} </span>
            {t('system.ago', { time: format.seconds(Math.max(0, hubNow - process.at)) })}
          </span>
        </div>
      </div>
      <dl className={styles['metrics']}>
        <Metric name={t('system.uptime')} value={silent ? '–' : format.uptime(hubNow - process.startedAt)} />
        <Metric
          name={t('system.lag')}
          value={format.ms(process.lagP99Ms)}
          note={t('system.lagMax', { value: format.ms(process.lagMaxMs) })}
          series={series?.lag}
          atLeast={20}
          shown={format.ms}
        />
        <Metric
          name={t('system.memory')}
          value={format.bytes(process.rssBytes)}
          note={t('system.heap', { value: format.bytes(process.heapBytes) })}
          series={series?.memory}
          atLeast={process.rssBytes * 1.25}
          shown={format.bytes}
        />
        <Metric
          name={t('system.cpu')}
          value={format.percent(process.cpu, 1)}
          series={series?.cpu}
          atLeast={0.25}
          shown={format.percent}
        />
        <div className={styles['metric']}>
          <dt>{t('system.needs')}</dt>
          <dd className={styles['needs']}>
            {needs.length === 0 && t('system.needsNone')}
            {needs.map(([name, well]) => (
              <span key={name} className={styles['need']} data-well={well}>
                <span aria-hidden="true">{name}</span>
                <span className="hidden">
                  {well ? t('system.reachable', { name }) : t('system.unreachable', { name })}
                </span>
              </span>
            ))}
          </dd>
        </div>
      </dl>
      {process.live && <LiveMetrics live={process.live} series={series} />}
    </li>
  )
}
