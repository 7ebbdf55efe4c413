import type { Handlers } from '../http/routes.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { SystemWatch } from '../system/watch.ts'

type StaffRoutes = Pick<Handlers, 'listAudit' | 'getSystem' | 'openapi'>
type Deps = DoorDeps & { system: SystemWatch; description: Record<string, unknown> }

export function staffRoutes({ db, system, description }: Deps): StaffRoutes {
  return {
    openapi: () => description,
    getSystem: () => system.view(),
    async listAudit({ query }) {
      const page = await db.audit.list(query)
      return { items: page.items.map(e => ({ ...e, at: e.at.toISOString() })), next: page.next }
    },
  }
}
