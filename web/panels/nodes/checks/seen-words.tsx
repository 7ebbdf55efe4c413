import { useTranslation } from 'react-i18next'
import type { Seen } from '#protocol/trust/seen.ts'
import { placeWords } from '../node-words.ts'
import styles from './checks.module.css'

/** An address, and what is known of it. */
export function SeenWords({ seen }: { seen: Seen | null }) {
  const { t } = useTranslation()
  if (!seen) return <span className={styles['dim']}>{t('checks.unseen')}</span>
  const network =
    seen.asn === null
      ? seen.network
      : t('checks.network', { asn: String(seen.asn), name: seen.network ?? '' })
  const known = [seen.country || seen.city ? placeWords(seen) : null, network?.trim()].filter(Boolean)
  return (
    <span className={styles['seen']}>
      <code className={styles['address']}>{seen.address}</code>
      <span className={styles['dim']}>
        {known.length > 0 ? known.join(' · ') : seen.why && t(`verdict.unknown.${seen.why}`)}
      </span>
      {seen.range && (
        <span className={styles['listed']}>
          {t('checks.listed', { kind: t(`signals.kinds.${seen.range.kind}`), range: seen.range.range })}
        </span>
      )}
    </span>
  )
}
