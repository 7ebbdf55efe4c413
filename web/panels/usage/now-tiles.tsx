import { type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { UsageSnapshot } from '#protocol/live/usage.ts'
import { Bone } from '../../design/states.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import styles from './usage.module.css'

/** What flows in the newest second that is known. */
export function NowTiles({ view }: { view: UsageSnapshot | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rate = (name: 'down' | 'up') => {
    const value = view?.flow[name].at(-1) ?? 0
    return (
      <Tile
        name={t(`overview.now.${name}`)}
        id={`now-${name}`}
        bytes={view ? value : undefined}
        foot={view && t('overview.most', { value: format.bytesPerSecond(Math.max(0, ...view.flow[name])) })}
      >
        {view ? (
          <span title={format.exactBytes(value)}>{format.bytesPerSecond(value)}</span>
        ) : (
          <Bone width="70%" />
        )}
      </Tile>
    )
  }
  return (
    <>
      {rate('down')}
      {rate('up')}
      <Tile
        name={t('overview.now.open')}
        id="now-open"
        bytes={view?.open}
        foot={view && t('overview.most', { value: format.number(Math.max(view.open, ...view.flow.open)) })}
      >
        {view ? <Link to="/sessions">{format.number(view.open)}</Link> : <Bone width="40%" />}
      </Tile>
    </>
  )
}

type TileProps = {
  name: string
  id: string
  bytes: number | undefined
  foot: string | null
  children: ReactNode
}

function Tile({ name, id, bytes, foot, children }: TileProps) {
  return (
    <div className={styles['tile']}>
      <dt>{name}</dt>
      <dd className={styles['figure']} data-testid={id} data-bytes={bytes}>
        {children}
      </dd>
      <dd className={styles['foot']} data-end="">
        {foot ?? <Bone width="70%" />}
      </dd>
    </div>
  )
}
