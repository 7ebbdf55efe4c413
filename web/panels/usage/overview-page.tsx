import { ArrowRight, Cable } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { UsageSnapshot } from '#protocol/live/usage.ts'
import type { UsageSummary } from '#protocol/rest/usage.ts'
import { forgetFailedParts } from '../../app/lazy-part.tsx'
import { buttonClass } from '../../design/button.tsx'
import { ChartFrame } from '../../design/chart/chart-frame.tsx'
import { ChartLegend } from '../../design/chart/chart-legend.tsx'
import { LiveChart } from '../../design/chart/charts.ts'
import { Page } from '../../design/page.tsx'
import { Bone, EmptyState, ErrorState } from '../../design/states.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { useMe } from '../../frame/use-me.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { zoneText } from '../../i18n/zones.ts'
import { usageOf } from '../../stores/sessions.ts'
import { Freshness } from '../system/freshness.tsx'
import { useNow } from '../system/use-now.ts'
import { useFilters } from '../use-filters.ts'
import { bothOf } from './compare.ts'
import { keyName } from './key-name.ts'
import { LimitTile, toneOf } from './limit-tile.tsx'
import { MeteredNote } from './metered-note.tsx'
import { NowTiles } from './now-tiles.tsx'
import { Shares } from './shares.tsx'
import { useShares, useSummary } from './use-usage.ts'
import styles from './usage.module.css'
import { Warnings } from './warnings.tsx'

const chartHeight = 264

/** A customer's first page: what flows now, and what it comes to. */
export function OverviewPage() {
  const { t } = useTranslation()
  const { account } = useMe()
  if (!account) {
    return (
      <Page title={t('overview.title')}>
        <EmptyState icon={<Cable size={20} />} title={t('account.none')} lead={t('account.noneLead')} />
      </Page>
    )
  }
  return <Overview account={account.id} name={account.name} />
}

function Overview({ account, name }: { account: string; name: string }) {
  const { t } = useTranslation()
  const store = usageOf(account)
  useEffect(() => store.watch(), [store])
  // Also of whoever has no traffic yet: the first bytes are on the page as soon as they flow.
  useEffect(() => void LiveChart.preload().catch(forgetFailedParts), [])
  const { view, topic, receivedAt } = store.use()
  const now = useNow(1_000)
  const query = useSummary({ account })
  const summary = query.data ?? null
  const stale = topic?.phase !== 'current'
  const flowed = useMemo(() => {
    const sum = (of: readonly number[]) => of.reduce((all, it) => all + it, 0)
    return view ? { up: sum(view.flow.up), down: sum(view.flow.down) } : null
  }, [view])
  // Neither posted this month nor seen in these minutes: nobody has connected anything yet.
  const idle =
    summary !== null &&
    view !== null &&
    flowed !== null &&
    bothOf(summary.month) + bothOf(flowed) + view.open === 0
  return (
    <Page title={t('overview.title')} lead={name} actions={<Freshness topic={topic} now={now} />}>
      <Warnings summary={summary} />
      {query.isError && summary === null ? (
        <section className={styles['card']}>
          <ErrorState title={t('usage.failed')} error={query.error} onRetry={() => void query.refetch()} />
        </section>
      ) : (
        <dl className={styles['tiles']} data-stale={stale || undefined}>
          <NowTiles view={view} />
          <LimitTile period="today" summary={summary} />
          <LimitTile period="month" summary={summary} />
        </dl>
      )}
      <section className={styles['card']} aria-label={t('overview.chart')}>
        <header className={styles['cardHead']}>
          <h2 className={styles['cardTitle']}>{t('overview.chart')}</h2>
          <ChartLegend />
        </header>
        <div className={styles['chart']} data-stale={stale || undefined} style={{ minHeight: chartHeight }}>
          {idle ? (
            <NothingYet />
          ) : view && flowed ? (
            <LiveFigure view={view} flowed={flowed} receivedAt={receivedAt} />
          ) : (
            <Bone height={`${chartHeight}px`} />
          )}
        </div>
      </section>
      {!idle && <Breakdown account={account} summary={summary} />}
      <p className={styles['zone']}>{summary && t('overview.zone', { zone: zoneText(summary.timeZone) })}</p>
      <MeteredNote />
    </Page>
  )
}

/** The next step of whoever has none behind them. */
function NothingYet() {
  const { t } = useTranslation()
  return (
    <EmptyState icon={<Cable size={20} />} title={t('overview.empty')} lead={t('overview.emptyLead')}>
      <Link to="/access" className={buttonClass({ look: 'primary' })}>
        {t('overview.emptyNext')} <ArrowRight size={16} className={styles['next']} />
      </Link>
    </EmptyState>
  )
}

type LiveProps = {
  view: UsageSnapshot
  flowed: { up: number; down: number }
  receivedAt: number
}

function LiveFigure({ view, flowed, receivedAt }: LiveProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const told = useMemo(() => ({ at: view.at, receivedAt }), [view.at, receivedAt])
  const summary = t('overview.chartWords', {
    down: format.bytes(flowed.down),
    up: format.bytes(flowed.up),
    most: format.bytesPerSecond(
      view.flow.down.reduce((top, down, i) => Math.max(top, down + (view.flow.up[i] ?? 0)), 0),
    ),
  })
  return (
    <ChartFrame height={chartHeight} summary={summary} bytes={bothOf(flowed)}>
      <LiveChart label={t('overview.chart')} flow={view.flow} told={told} height={chartHeight} />
    </ChartFrame>
  )
}

function Breakdown({ account, summary }: { account: string; summary: UsageSummary | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { values, set } = useFilters(['period'])
  const period = values.period === 'today' ? 'today' : 'month'
  const countries = useShares({ account }, summary && summary[period], 'country')
  const groups = countries.data?.groups
  return (
    <>
      <div className={styles['between']}>
        <Tabs
          label={t('overview.period')}
          value={period}
          items={[
            ['month', t('overview.month')],
            ['today', t('overview.today')],
          ]}
          onChange={it => set({ period: it === 'month' ? '' : it })}
        />
        <Link to="/usage">{t('overview.more')}</Link>
      </div>
      <div className={styles['pair']}>
        <Shares
          title={t('usage.by.country')}
          rows={
            groups?.map(it => ({
              key: it.key,
              name: keyName(t, format.tag, 'country', it.key, it.label),
              bytes: bothOf(it),
            })) ?? null
          }
          empty={t('usage.nothing')}
          error={countries.error}
          onRetry={() => void countries.refetch()}
        />
        <Shares
          title={t('usage.by.proxyUser')}
          rows={
            summary?.proxyUsers
              .map(it => ({ ...it, ...it[period] }))
              .sort((a, b) => b.bytes - a.bytes)
              .map(({ id, login, bytes, limit }) => {
                const share = limit ? bytes / limit : 0
                const note = limit && {
                  note: t('overview.ofLimit', { share: format.percent(share), limit: format.bytes(limit) }),
                  tone: toneOf(share),
                }
                return { key: id, name: login, bytes, ...note }
              }) ?? null
          }
          empty={t('usage.nothing')}
        />
      </div>
    </>
  )
}
