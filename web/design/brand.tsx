import { useTranslation } from 'react-i18next'
import styles from './brand.module.css'

/** Three nodes and the paths between them: a T. */
export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg className={styles['mark']} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path d="M9 11h14M16 11v11" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
      <g fill="#fff">
        <circle cx="9" cy="11" r="3" />
        <circle cx="23" cy="11" r="3" />
        <circle cx="16" cy="22.5" r="3" />
      </g>
    </svg>
  )
}

export function Brand({ size = 24 }: { size?: number }) {
  const { t } = useTranslation()
  return (
    <span className={styles['brand']}>
      <BrandMark size={size} />
      <span className={styles['name']}>{t('brand.name')}</span>
    </span>
  )
}
