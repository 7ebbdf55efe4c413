import { useTranslation } from 'react-i18next'
import { healthOf } from '#protocol/health.ts'
import type { Node } from '#protocol/rest/nodes.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { blankNode, type NodeTable } from '../../stores/node-table.ts'
import { networkWords, placeWords } from '../nodes/node-words.ts'
import { MapSign } from './map-sign.tsx'
import styles from './map.module.css'

const scratch = blankNode()

/** One node in a line. What changes by the second is the topic's, everything else the list's. */
export function NodeRow({ node, table }: { node: Node | undefined; table: NodeTable }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!node) return null
  const slot = table.slotOf(node.id)
  const live = slot === null ? null : table.read(slot, scratch)
  const status = live?.status ?? node.status
  const online = live?.online ?? node.live?.online ?? false
  const battery = live ? live.battery : (node.live?.battery?.level ?? null)
  const charging = live ? live.charging : (node.live?.battery?.charging ?? null)
  const score = live?.score ?? node.checks.score?.points ?? null
  const verdict = live?.verdict ?? node.checks.verdict?.kind ?? null
  const health = healthOf({ status, online, battery, charging, score, verdict })
  const network = live
    ? (live.generation?.toUpperCase() ?? (live.network ? t(`nodes.networks.${live.network}`) : null))
    : node.live?.network
      ? networkWords(t, node.live.network)
      : null
  const rate = live ? live.up + live.down : (node.live?.up ?? 0) + (node.live?.down ?? 0)
  return (
    <div className={styles['row']}>
      <div role="gridcell" className={styles['who']}>
        <span className={styles['sign']} title={t(`map.health.${health}`)}>
          <MapSign health={health} />
          <span className="hidden">{t(`map.health.${health}`)}</span>
        </span>
        <span className={styles['names']}>
          <span className={styles['name']}>{node.name}</span>
          <span className={styles['sub']}>
            {[placeWords(node.place), network, node.provider.name].filter(Boolean).join(' · ')}
          </span>
        </span>
      </div>
      <div role="gridcell" className={styles['num']}>
        {score === null ? '–' : format.number(Math.round(score))}
      </div>
      <div role="gridcell" className={styles['num']}>
        {battery === null ? '–' : `${format.percent(battery)}${charging ? ' ⚡' : ''}`}
      </div>
      <div role="gridcell" className={styles['num']}>
        {online ? format.bytesPerSecond(rate) : '–'}
      </div>
    </div>
  )
}
