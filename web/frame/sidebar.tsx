import { Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Brand, BrandMark } from '../design/brand.tsx'
import { Kbd } from '../design/kbd.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LiveDot } from './live-dot.tsx'
import { NavLinks } from './nav-links.tsx'
import styles from './sidebar.module.css'
import { modKey } from './use-shortcuts.ts'
import { useNarrow } from './use-narrow.ts'

export function Sidebar({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  const { t } = useTranslation()
  const rail = useNarrow()
  return (
    <header className={styles['sidebar']}>
      <Link to="/" className={styles['brand']} aria-label={t('brand.name')}>
        {rail ? <BrandMark size={26} /> : <Brand size={24} />}
      </Link>
      <button
        type="button"
        className={styles['search']}
        data-rail={rail || undefined}
        onClick={onPalette}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Search size={15} />
        <span className={rail ? 'hidden' : styles['searchWords']}>{t('palette.open')}</span>
        {!rail && (
          <span aria-hidden="true">
            <Kbd>{`${modKey}K`}</Kbd>
          </span>
        )}
      </button>
      <div className={styles['nav']}>
        <NavLinks rail={rail} />
      </div>
      <LiveDot rail={rail} />
      <AccountMenu compact={rail} onHelp={onHelp} />
    </header>
  )
}
