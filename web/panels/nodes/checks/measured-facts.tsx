import { useTranslation } from 'react-i18next'
import type { NodeChecks } from '#protocol/rest/nodes.ts'
import { Facts } from '../../../design/facts.tsx'
import { useFormat } from '../../../i18n/use-format.ts'
import { zoneText } from '../../../i18n/zones.ts'
import { TimeAgo } from '../../time-ago.tsx'
import styles from './checks.module.css'
import { SeenWords } from './seen-words.tsx'

/** Where it is seen from, and what was measured through its tunnel. */
export function MeasuredFacts({ checks }: { checks: NodeChecks }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { tunnel, exit, rttMs, bytesPerSecond, timeZone, mtu } = checks
  const none = <span className={styles['dim']}>{t('checks.none')}</span>
  const same = tunnel !== null && exit !== null && tunnel.address === exit.address
  return (
    <Facts
      items={[
        [t('checks.tunnel'), <SeenWords key="tunnel" seen={tunnel} />],
        [t('checks.exit'), same ? t('checks.same') : <SeenWords key="exit" seen={exit} />],
        [t('checks.rtt'), rttMs === null ? none : format.ms(rttMs)],
        [t('checks.speed'), bytesPerSecond === null ? none : format.bytesPerSecond(bytesPerSecond)],
        [t('checks.zone'), timeZone === null ? none : zoneText(timeZone)],
        [t('checks.mtu'), mtu === null ? none : format.number(mtu)],
        [t('checks.measured'), checks.at === null ? none : <TimeAgo key="at" at={checks.at} />],
      ]}
    />
  )
}
