import { useTranslation } from 'react-i18next'
import { healths } from '#protocol/health.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { nodeTable } from '../../stores/nodes.ts'
import { MapSign } from './map-sign.tsx'
import styles from './map.module.css'
import { placeOf } from './place-words.ts'

export type Tipped = {
  slots: readonly number[]
  healths: readonly number[]
  x: number
  y: number
  size: number
}

/** `Berlin · 24 nodes: 20 good, 3 weak, 1 offline` */
export function MapTip({ of, width }: { of: Tipped; width: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { place, more } = placeOf(nodeTable, of.slots, format.tag)
  const where =
    place === null ? t('map.nowhere') : more > 0 ? t('map.andMore', { place, count: more }) : place
  const count = of.slots.length
  const alone = count === 1 ? of.slots[0]! : null
  const shares = healths.flatMap((health, i) => (of.healths[i] ? [{ health, count: of.healths[i] }] : []))
  const { numbers } = nodeTable
  return (
    <div
      className={styles['tip']}
      data-side={of.y < 110 ? 'below' : 'above'}
      style={{
        left: Math.max(120, Math.min(width - 120, of.x)),
        top: of.y + (of.y < 110 ? of.size + 10 : -of.size - 10),
      }}
      role="status"
      data-testid="tip"
    >
      <p className={styles['tipTitle']}>
        {`${where} · ${alone === null ? t('map.nodes', { count, number: format.number(count) }) : nodeTable.idOf(alone).slice(-6)}`}
      </p>
      <ul className={styles['tipShares']}>
        {shares.map(({ health, count }) => (
          <li key={health}>
            <MapSign health={health} size={11} />
            {alone === null
              ? t(`map.of.${health}`, { number: format.number(count) })
              : t(`map.health.${health}`)}
          </li>
        ))}
        {alone !== null && <li>{format.bytesPerSecond(numbers.up[alone]! + numbers.down[alone]!)}</li>}
      </ul>
      <p className={styles['tipHint']}>{t(alone === null ? 'map.tipZoom' : 'map.tipOpen')}</p>
    </div>
  )
}
