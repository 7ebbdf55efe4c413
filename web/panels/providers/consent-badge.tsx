import { useTranslation } from 'react-i18next'
import type { Consent } from '#protocol/rest/providers.ts'
import { Badge } from '../../design/badge.tsx'
import table from '../../design/table.module.css'
import { useFormat } from '../../i18n/use-format.ts'

/** To which words somebody agreed, and when; amber while there is nothing. */
export function ConsentBadge({ consent }: { consent: Consent | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!consent) return <Badge tone="warn">{t('providers.noConsent')}</Badge>
  return (
    <div className={table['two']}>
      <span className={table['cut']}>{consent.version}</span>
      <span className={table['sub']}>{format.date(consent.at)}</span>
    </div>
  )
}
