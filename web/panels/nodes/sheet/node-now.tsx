import { Zap } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { ChartFrame } from '../../../design/chart/chart-frame.tsx'
import { ChartLegend } from '../../../design/chart/chart-legend.tsx'
import { LiveChart } from '../../../design/chart/charts.ts'
import { Bone } from '../../../design/states.tsx'
import { useFormat } from '../../../i18n/use-format.ts'
import { nodeOf } from '../../../stores/node.ts'
import { networkWords } from '../node-words.ts'
import { OpenSessions } from './open-sessions.tsx'
import styles from './sheet.module.css'

const chartHeight = 176

/** As the edges tell of it, second by second: battery, network, what flows, and for whom. */
export function NodeNow({ node }: { node: Node }) {
  const { t } = useTranslation()
  const format = useFormat()
  const store = nodeOf(node.id)
  useEffect(() => store.watch(), [store])
  const { view, topic, receivedAt } = store.use()
  const battery = view?.node ? view.node.battery : (node.live?.battery ?? null)
  const network = view?.node ? view.node.network : (node.live?.network ?? null)
  const sum = (of: readonly number[] | undefined) => (of ?? []).reduce((all, it) => all + it, 0)
  const flowed = { up: sum(view?.flow.up), down: sum(view?.flow.down) }
  const flows = flowed.up + flowed.down > 0
  const tile = (name: string, value: ReactNode) => (
    <div className={styles['tile']}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
  return (
    <>
      <dl className={styles['tiles']} data-stale={(view !== null && topic?.phase !== 'current') || undefined}>
        {tile(
          t('nodes.battery'),
          <>
            {battery?.level == null ? '–' : format.percent(battery.level)}
            {battery?.charging && (
              <Zap className={styles['plug']} size={14} role="img" aria-label={t('nodes.charging')} />
            )}
          </>,
        )}
        {tile(t('nodes.network'), networkWords(t, network))}
        {tile(t('nodes.sessions'), format.number(view?.open ?? node.live?.sessions ?? 0))}
        {tile(
          t('sessions.rate'),
          format.bytesPerSecond((view?.flow.up.at(-1) ?? 0) + (view?.flow.down.at(-1) ?? 0)),
        )}
      </dl>
      <section aria-label={t('nodeSheet.now')}>
        <header className={styles['chartHead']}>
          <h3>{t('nodeSheet.now')}</h3>
          {flows && <ChartLegend />}
        </header>
        <div style={{ minHeight: chartHeight }} className={styles['chart']}>
          {view === null ? (
            <Bone height={`${chartHeight}px`} />
          ) : flows ? (
            <ChartFrame height={chartHeight} summary={t('nodeSheet.now')} bytes={flowed.up + flowed.down}>
              <LiveChart
                label={t('nodeSheet.now')}
                flow={view.flow}
                told={{ at: view.at, receivedAt }}
                height={chartHeight}
              />
            </ChartFrame>
          ) : (
            <p className={styles['quiet']}>{t('nodeSheet.quiet')}</p>
          )}
        </div>
      </section>
      <OpenSessions sessions={view?.sessions ?? []} open={view?.open ?? 0} />
    </>
  )
}
