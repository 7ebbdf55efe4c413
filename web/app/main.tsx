import '../design/base.css'
import { createRoot } from 'react-dom/client'
import { startI18n } from '../i18n/i18n.ts'
import { bootSession } from '../stores/session.ts'
import { App } from './app.tsx'

// Parts that insert a style element of their own (a dialog that locks scrolling) ask for the page's nonce here.
declare global {
  var __webpack_nonce__: string | undefined
}
globalThis.__webpack_nonce__ = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce

void bootSession()
await startI18n()
createRoot(document.getElementById('root')!).render(<App />)
