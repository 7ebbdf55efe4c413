import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { ErrorBoundary } from '../app/error-boundary.tsx'
import { forgetFailedParts, lazyPart } from '../app/lazy-part.tsx'
import { QuietBoundary } from '../app/quiet-boundary.tsx'
import { keepFocus } from '../design/focus-home.ts'
import { errorText } from '../i18n/error-text.ts'
import { toast } from '../stores/toasts.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import styles from './frame.module.css'
import { PanelRoutes } from './panel-routes.tsx'
import { Sidebar } from './sidebar.tsx'
import { Toaster } from './toaster.tsx'
import { TopBar } from './top-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const Palette = lazyPart(() => import('./palette.tsx').then(m => m.Palette))
const ShortcutHelp = lazyPart(() => import('./shortcut-help.tsx').then(m => m.ShortcutHelp))

/** They are wanted at once when they are wanted, also while the hub is away. */
function preloadWhenIdle() {
  const preload = () => [Palette, ShortcutHelp].forEach(part => part.preload().catch(forgetFailedParts))
  // Safari knows no idle callback.
  if (!('requestIdleCallback' in window)) return void setTimeout(preload, 1_000)
  requestIdleCallback(preload)
}

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

  useEffect(preloadWhenIdle, [])
  const missing = (error: unknown, show: (open: boolean) => void) => {
    forgetFailedParts()
    show(false)
    toast('bad', t('toast.failed'), errorText(t, error))
  }

  return (
    <div className={styles['frame']} ref={keepFocus}>
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
      {palette && (
        <QuietBoundary onError={error => missing(error, setPalette)}>
          <Palette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />
        </QuietBoundary>
      )}
      {help && (
        <QuietBoundary onError={error => missing(error, setHelp)}>
          <ShortcutHelp onClose={() => setHelp(false)} />
        </QuietBoundary>
      )}
    </div>
  )
}
