import { type ReactNode, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { lazyPage } from '../app/lazy-page.ts'
import { ForbiddenPage } from './forbidden-page.tsx'
import { MissingPage } from './missing-page.tsx'
import { type PageName, pages } from './pages.ts'
import { PageSkeleton } from './page-skeleton.tsx'
import { useMyPages } from './use-me.ts'

const SystemPage = lazyPage(() => import('../panels/system/system-page.tsx').then(m => m.SystemPage))
const MapPage = lazyPage(() => import('../panels/map/map-page.tsx').then(m => m.MapPage))
const OverviewPage = lazyPage(() => import('../panels/usage/overview-page.tsx').then(m => m.OverviewPage))
const TrafficPage = lazyPage(() => import('../panels/usage/traffic-page.tsx').then(m => m.TrafficPage))
const UsagePage = lazyPage(() => import('../panels/usage/usage-page.tsx').then(m => m.UsagePage))
const AccessPage = lazyPage(() => import('../panels/proxy/access-page.tsx').then(m => m.AccessPage))
const SessionsPage = lazyPage(() => import('../panels/sessions/sessions-page.tsx').then(m => m.SessionsPage))
const NodesPage = lazyPage(() => import('../panels/nodes/nodes-page.tsx').then(m => m.NodesPage))
const QueuePage = lazyPage(() => import('../panels/nodes/queue/queue-page.tsx').then(m => m.QueuePage))
const ProvidersPage = lazyPage(() =>
  import('../panels/providers/providers-page.tsx').then(m => m.ProvidersPage),
)
const ProviderPage = lazyPage(() => import('../panels/providers/provider-page.tsx').then(m => m.ProviderPage))
const UsersPage = lazyPage(() => import('../panels/users/users-page.tsx').then(m => m.UsersPage))
const AccountsPage = lazyPage(() => import('../panels/accounts/accounts-page.tsx').then(m => m.AccountsPage))
const AuditPage = lazyPage(() => import('../panels/audit/audit-page.tsx').then(m => m.AuditPage))
const AccountPage = lazyPage(() => import('../panels/account/account-page.tsx').then(m => m.AccountPage))
const SettingsPage = lazyPage(() => import('../panels/settings/settings-page.tsx').then(m => m.SettingsPage))

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
        <Route path="/map" element={guarded('map', <MapPage />)} />
        <Route path="/overview" element={guarded('overview', <OverviewPage />)} />
        <Route path="/traffic" element={guarded('traffic', <TrafficPage />)} />
        <Route path="/usage" element={guarded('usage', <UsagePage />)} />
        <Route path="/access" element={guarded('access', <AccessPage />)} />
        <Route path="/sessions" element={guarded('sessions', <SessionsPage />)} />
        <Route path="/nodes" element={guarded('nodes', <NodesPage />)} />
        <Route path="/nodes/queue" element={guarded('queue', <QueuePage />)} />
        <Route path="/providers" element={guarded('providers', <ProvidersPage />)} />
        <Route path="/providers/:id" element={guarded('providers', <ProviderPage />)} />
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
