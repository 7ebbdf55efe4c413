import { Menu as MenuIcon, Search } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Brand } from '../design/brand.tsx'
import { Button } from '../design/button.tsx'
import { Dialog } from '../design/dialog.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LiveDot } from './live-dot.tsx'
import { NavLinks } from './nav-links.tsx'
import styles from './top-bar.module.css'

/** The sidebar of a phone. */
export function TopBar({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <header className={styles['bar']}>
      <Button look="ghost" square aria-label={t('nav.open')} onClick={() => setOpen(true)}>
        <MenuIcon size={20} />
      </Button>
      <span className={styles['brand']}>
        <Brand size={22} />
      </span>
      <Button look="ghost" square aria-label={t('palette.open')} onClick={onPalette}>
        <Search size={18} />
      </Button>
      <div className={styles['me']}>
        <AccountMenu compact top onHelp={onHelp} />
      </div>
      <Dialog side open={open} onOpenChange={setOpen} title={t('nav.menu')}>
        <NavLinks onGo={() => setOpen(false)} />
        <div className={styles['live']}>
          <LiveDot />
        </div>
      </Dialog>
    </header>
  )
}
