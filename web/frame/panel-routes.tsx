import { type ReactNode, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { lazyPart } from '../app/lazy-part.tsx'
import { patiently } from '../app/patiently.ts'
import { ForbiddenPage } from './forbidden-page.tsx'
import { MissingPage } from './missing-page.tsx'
import { type PageName, pages } from './pages.ts'
import { PageSkeleton } from './page-skeleton.tsx'
import { useMyPages } from './use-me.ts'

const SystemPage = lazyPart(() =>
  patiently(() => import('../panels/system/system-page.tsx').then(m => m.SystemPage)),
)
const UsersPage = lazyPart(() =>
  patiently(() => import('../panels/users/users-page.tsx').then(m => m.UsersPage)),
)
const AccountsPage = lazyPart(() =>
  patiently(() => import('../panels/accounts/accounts-page.tsx').then(m => m.AccountsPage)),
)
const AuditPage = lazyPart(() =>
  patiently(() => import('../panels/audit/audit-page.tsx').then(m => m.AuditPage)),
)
const AccountPage = lazyPart(() =>
  patiently(() => import('../panels/account/account-page.tsx').then(m => m.AccountPage)),
)
const SettingsPage = lazyPart(() =>
  patiently(() => import('../panels/settings/settings-page.tsx').then(m => m.SettingsPage)),
)

export function PanelRoutes() {
  const mine = useMyPages()
  const guarded = (name: PageName, page: ReactNode) => (mine.includes(name) ? page : <ForbiddenPage />)
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Routes>
        <Route
          index
          element={
            <>
              <Navigate to={pages[mine[0] ?? 'settings'].path} replace />
              <PageSkeleton />
            </>
          }
        />
        <Route path="/system" element={guarded('system', <SystemPage />)} />
        <Route path="/users/:id?" element={guarded('users', <UsersPage />)} />
        <Route path="/accounts/:id?" element={guarded('accounts', <AccountsPage />)} />
        <Route path="/audit" element={guarded('audit', <AuditPage />)} />
        <Route path="/account" element={guarded('account', <AccountPage />)} />
        <Route path="/settings/:section?" element={guarded('settings', <SettingsPage />)} />
        <Route path="*" element={<MissingPage />} />
      </Routes>
    </Suspense>
  )
}
