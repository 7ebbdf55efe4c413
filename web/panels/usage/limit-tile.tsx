import { useTranslation } from 'react-i18next'
import type { UsageSummary } from '#protocol/rest/usage.ts'
import { ShareBar } from '../../design/share-bar.tsx'
import { Bone } from '../../design/states.tsx'
import { useZoneFormat } from '../../i18n/use-format.ts'
import { zoneText } from '../../i18n/zones.ts'
import { bothOf } from './compare.ts'
import styles from './usage.module.css'

type Props = { period: 'today' | 'month'; summary: UsageSummary | null }

/** As the warnings are: from 80 % and from all of it. */
export const toneOf = (share: number): 'warn' | 'bad' | undefined =>
  share >= 1 ? 'bad' : share >= 0.8 ? 'warn' : undefined

/** Today or this month against its limit, and when it begins anew, in the account's zone. */
export function LimitTile({ period, summary }: Props) {
  const { t } = useTranslation()
  const format = useZoneFormat(summary?.timeZone ?? 'UTC')
  const it = summary?.[period]
  const bytes = it ? bothOf(it) : 0
  const share = it?.limit ? bytes / it.limit : 0
  const tone = toneOf(share)
  return (
    <div className={styles['tile']} data-wide="">
      <dt>{t(`overview.${period}`)}</dt>
      <dd className={styles['figure']} data-testid={period} data-bytes={it && bytes}>
        {it ? <span title={format.exactBytes(bytes)}>{format.bytes(bytes)}</span> : <Bone width="50%" />}
        {it && (
          <span className={styles['aside']} data-tone={tone}>
            {it.limit === null
              ? t('overview.noLimit')
              : t('overview.ofLimit', { share: format.percent(share), limit: format.bytes(it.limit) })}
          </span>
        )}
      </dd>
      <dd className={styles['gauge']}>
        <ShareBar share={share} tone={tone} />
      </dd>
      <dd className={styles['foot']}>
        {it ? (
          <>
            <span>{t('overview.parts', { down: format.bytes(it.down), up: format.bytes(it.up) })}</span>
            <span title={t('overview.zoneHint', { zone: zoneText(summary.timeZone) })}>
              {t('overview.ends', { time: format.dateTime(it.to) })}
            </span>
          </>
        ) : (
          <>
            <span>
              <Bone width="70%" />
            </span>
            <span>
              <Bone width="45%" />
            </span>
          </>
        )}
      </dd>
    </div>
  )
}
