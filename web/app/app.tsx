import { Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { LoginPage } from '../door/login-page.tsx'
import { loadPanelWords } from '../i18n/i18n.ts'
import { DoorOnly } from './door-only.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { lazyPage } from './lazy-page.ts'
import { SignedInOnly } from './signed-in-only.tsx'
import { Splash } from './splash.tsx'

const RegisterPage = lazyPage(() => import('../door/register-page.tsx').then(m => m.RegisterPage))
const ConfirmPage = lazyPage(() => import('../door/confirm-page.tsx').then(m => m.ConfirmPage))
const ForgotPage = lazyPage(() => import('../door/forgot-page.tsx').then(m => m.ForgotPage))
const ResetPage = lazyPage(() => import('../door/reset-page.tsx').then(m => m.ResetPage))
const ConsentPage = lazyPage(() => import('../door/consent-page.tsx').then(m => m.ConsentPage))
// Everything behind the login is one door further: words, live socket, palette, panels.
const Panels = lazyPage(async () => {
  const [{ Panels }] = await Promise.all([import('../frame/panels.tsx'), loadPanelWords()])
  return Panels
})

export function App() {
  return (
    <ErrorBoundary whole>
      <BrowserRouter>
        <Suspense fallback={<Splash />}>
          <Routes>
            <Route element={<DoorOnly />}>
              <Route path="/login" element={<LoginPage />} />
              <Route path="/register" element={<RegisterPage />} />
              <Route path="/forgot" element={<ForgotPage />} />
            </Route>
            <Route path="/confirm" element={<ConfirmPage />} />
            <Route path="/consent" element={<ConsentPage />} />
            <Route path="/reset" element={<ResetPage />} />
            <Route path="/welcome" element={<ResetPage welcome />} />
            <Route element={<SignedInOnly />}>
              <Route path="/*" element={<Panels />} />
            </Route>
          </Routes>
        </Suspense>
      </BrowserRouter>
    </ErrorBoundary>
  )
}
