import { useTranslation } from 'react-i18next'
import type { UsageSummary, UsageWarning } from '#protocol/rest/usage.ts'
import { Notice } from '../../design/notice.tsx'
import { useZoneFormat } from '../../i18n/use-format.ts'
import styles from './usage.module.css'

/** Of each limit the worst that was said; what is used up comes first. */
function worst(warnings: readonly UsageWarning[]): UsageWarning[] {
  const found = new Map<string, UsageWarning>()
  for (const it of warnings) {
    const key = `${it.proxyUser?.id ?? ''} ${it.period}`
    if ((found.get(key)?.percent ?? 0) < it.percent) found.set(key, it)
  }
  return [...found.values()].sort((a, b) => b.percent - a.percent)
}
const shown = 4

/** Limits that are nearly or wholly used up, for as long as their period runs. */
export function Warnings({ summary }: { summary: UsageSummary | null }) {
  const { t } = useTranslation()
  const format = useZoneFormat(summary?.timeZone ?? 'UTC')
  const all = worst(summary?.warnings ?? [])
  if (all.length === 0) return null
  const words = ({ proxyUser, period, percent, limit }: UsageWarning) => {
    const what = t(`overview.warning.${period}`, { limit: format.bytes(limit) })
    const how = t(`overview.warning.${percent === 100 ? 'full' : 'near'}`, { what })
    return proxyUser ? `${proxyUser.login}: ${how}` : how
  }
  return (
    <div className={styles['warnings']}>
      <Notice tone={all[0]!.percent === 100 ? 'bad' : 'warn'}>
        <ul>
          {all.slice(0, shown).map(it => (
            <li key={`${it.proxyUser?.id} ${it.period}`}>{words(it)}</li>
          ))}
          {all.length > shown && <li>{t('overview.warning.more', { count: all.length - shown })}</li>}
        </ul>
      </Notice>
    </div>
  )
}
