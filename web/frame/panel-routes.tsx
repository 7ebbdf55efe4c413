import { lazy, type ReactNode, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { ForbiddenPage } from './forbidden-page.tsx'
import { MissingPage } from './missing-page.tsx'
import { type PageName, pages } from './pages.ts'
import { PageSkeleton } from './page-skeleton.tsx'
import { useMyPages } from './use-me.ts'

const SystemPage = lazy(() =>
  import('../panels/system/system-page.tsx').then(m => ({ default: m.SystemPage })),
)
const UsersPage = lazy(() => import('../panels/users/users-page.tsx').then(m => ({ default: m.UsersPage })))
const AccountsPage = lazy(() =>
  import('../panels/accounts/accounts-page.tsx').then(m => ({ default: m.AccountsPage })),
)
const AuditPage = lazy(() => import('../panels/audit/audit-page.tsx').then(m => ({ default: m.AuditPage })))
const AccountPage = lazy(() =>
  import('../panels/account/account-page.tsx').then(m => ({ default: m.AccountPage })),
)
const SettingsPage = lazy(() =>
  import('../panels/settings/settings-page.tsx').then(m => ({ default: m.SettingsPage })),
)

export function PanelRoutes() {
  const mine = useMyPages()
  const guarded = (name: PageName, page: ReactNode) => (mine.includes(name) ? page : <ForbiddenPage />)
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Routes>
        <Route index element={<Navigate to={pages[mine[0] ?? 'settings'].path} replace />} />
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
