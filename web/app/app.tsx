import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { LoginPage } from '../door/login-page.tsx'
import { DoorOnly } from './door-only.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { SignedInOnly } from './signed-in-only.tsx'
import { Splash } from './splash.tsx'

const RegisterPage = lazy(() => import('../door/register-page.tsx').then(m => ({ default: m.RegisterPage })))
const ConfirmPage = lazy(() => import('../door/confirm-page.tsx').then(m => ({ default: m.ConfirmPage })))
const ForgotPage = lazy(() => import('../door/forgot-page.tsx').then(m => ({ default: m.ForgotPage })))
const ResetPage = lazy(() => import('../door/reset-page.tsx').then(m => ({ default: m.ResetPage })))
// Everything behind the login is one door further: words, live socket, palette, panels.
const Panels = lazy(() => import('../frame/panels.tsx').then(m => ({ default: m.Panels })))

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
