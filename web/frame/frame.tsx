import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { ErrorBoundary } from '../app/error-boundary.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import styles from './frame.module.css'
import { PanelRoutes } from './panel-routes.tsx'
import { Sidebar } from './sidebar.tsx'
import { Toaster } from './toaster.tsx'
import { TopBar } from './top-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const Palette = lazy(() => import('./palette.tsx').then(m => ({ default: m.Palette })))
const ShortcutHelp = lazy(() => import('./shortcut-help.tsx').then(m => ({ default: m.ShortcutHelp })))

export function Frame() {
  const { t } = useTranslation()
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const { pathname } = useLocation()
  const panel = pathname.split('/')[1] ?? ''
  useEffect(() => {
    scrollTo(0, 0)
    document.getElementById('main')?.scrollTo(0, 0)
  }, [panel])
  useShortcuts({ onPalette: () => setPalette(open => !open), onHelp: () => setHelp(true) })

  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#main">
        {t('common.skip')}
      </a>
      <Sidebar onPalette={() => setPalette(true)} onHelp={() => setHelp(true)} />
      <TopBar onPalette={() => setPalette(true)} onHelp={() => setHelp(true)} />
      <main id="main" className={styles['main']} tabIndex={-1}>
        <ErrorBoundary key={panel}>
          <PanelRoutes />
        </ErrorBoundary>
      </main>
      <ConnectionBanner />
      <Toaster />
      <Suspense>
        {palette && <Palette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />}
        {help && <ShortcutHelp onClose={() => setHelp(false)} />}
      </Suspense>
    </div>
  )
}
