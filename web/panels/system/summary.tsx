import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SystemProcess } from '#protocol/rest/staff.ts'
import type { SystemSnapshot } from '#protocol/system.ts'
import { Bone } from '../../design/states.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { HomesNote, homesTone } from './homes-note.tsx'
import styles from './system.module.css'

/** What nobody can tell now. */
const unknown = '–'

export function Summary({ view, stale }: { view: SystemSnapshot | null; stale: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const processes = view?.processes
  const online = view?.online
  const there = processes?.filter(p => p.state !== 'silent') ?? []
  const up = processes?.filter(p => p.state === 'up').length ?? 0
  const total = processes?.length ?? 0
  const trouble = processes?.filter(p => p.state === 'degraded' || p.state === 'silent').length ?? 0
  const sum = (of: (p: SystemProcess) => number) => there.reduce((all, p) => all + of(p), 0)
  const hubs = there.filter(p => p.live)
  const homes = view?.homes ?? null
  const tile = (
    name: string,
    value: ReactNode,
    note: ReactNode = '',
    tone?: 'bad' | 'warn',
    hint?: string,
  ) => (
    <div className={styles['tile']} title={hint}>
      <dt>{name}</dt>
      <dd data-tone={tone}>
        {processes ? value : <Bone width="60%" />}
        {processes && note && <span className={styles['note']}>{note}</span>}
      </dd>
    </div>
  )
  return (
    <>
      <dl className={styles['tiles']} data-stale={stale || undefined}>
        {tile(
          t('system.up'),
          t('system.upOf', { up: format.number(up), all: format.number(total) }),
          '',
          trouble > 0 ? 'bad' : undefined,
        )}
        {tile(
          t('system.online'),
          online ? format.number(online.users) : unknown,
          online ? t('system.devices', { count: online.devices }) : '',
        )}
        {tile(
          t('system.sockets'),
          hubs.length > 0 ? format.number(sum(p => p.live?.connections ?? 0)) : unknown,
        )}
        {tile(
          t('homes.title'),
          !homes
            ? unknown
            : homes.nodes === 0
              ? t('homes.none')
              : t('homes.of', { passed: format.number(homes.passed), all: format.number(homes.nodes) }),
          homes && <HomesNote homes={homes} at={view!.at} />,
          homes ? homesTone(homes) : undefined,
          t('homes.hint'),
        )}
        {tile(t('system.worstLag'), format.ms(Math.max(0, ...there.map(p => p.lagP99Ms))))}
        {tile(t('system.memory'), format.bytes(sum(p => p.rssBytes)))}
        {tile(t('system.cpu'), format.percent(sum(p => p.cpu)))}
      </dl>
      {/* The figures tick in silence; only a change for better or worse is read aloud. */}
      <p className="hidden" role="status">
        {processes && (trouble > 0 ? t('system.trouble', { count: trouble }) : t('system.allWell'))}
      </p>
    </>
  )
}
