import { useTranslation } from 'react-i18next'
import type { Verdict } from '#protocol/trust/verdict.ts'
import { VerdictBadge } from './verdict-badge.tsx'
import styles from './checks.module.css'

/** The verdict and how much speaks against it. */
export function VerdictHead({ verdict }: { verdict: Verdict | null }) {
  const { t } = useTranslation()
  return (
    <span className={styles['verdict']}>
      <VerdictBadge kind={verdict?.kind ?? null} />
      {verdict && (
        <span className={styles['dim']}>{t('verdict.suspicion', { points: verdict.suspicion })}</span>
      )}
    </span>
  )
}
