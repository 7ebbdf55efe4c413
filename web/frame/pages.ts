import {
  Activity,
  ArrowLeftRight,
  BadgeCheck,
  Building2,
  ChartColumn,
  Globe,
  Handshake,
  KeyRound,
  LayoutDashboard,
  Network,
  ScrollText,
  Settings,
  Smartphone,
  Users,
} from 'lucide-react'
import type { Ability, Action, SubjectName } from '#protocol/abilities.ts'
import type { Role } from '#protocol/person.ts'

type PageDef = {
  path: string
  icon: typeof Activity
  /** `g` and then this key, by its place on the keyboard, so that it works in any layout. */
  key: string
  can: readonly [Action, SubjectName]
  for: readonly Role[]
}

const staff = ['admin', 'operator'] as const

/** Every page of the navigation in its order. The hub decides; this only hides what it would refuse. */
export const pages = {
  overview: { path: '/overview', icon: LayoutDashboard, key: 'O', can: ['read', 'Usage'], for: ['client'] },
  system: { path: '/system', icon: Activity, key: 'S', can: ['read', 'System'], for: staff },
  map: { path: '/map', icon: Globe, key: 'M', can: ['read', 'Network'], for: staff },
  traffic: { path: '/traffic', icon: Network, key: 'T', can: ['read', 'Network'], for: staff },
  usage: {
    path: '/usage',
    icon: ChartColumn,
    key: 'B',
    can: ['read', 'Usage'],
    for: ['client', 'admin', 'operator'],
  },
  access: { path: '/access', icon: KeyRound, key: 'K', can: ['read', 'ProxyUser'], for: ['client'] },
  sessions: {
    path: '/sessions',
    icon: ArrowLeftRight,
    key: 'E',
    can: ['read', 'Session'],
    for: ['admin', 'operator', 'client'],
  },
  account: { path: '/account', icon: Building2, key: 'A', can: ['read', 'Account'], for: ['client'] },
  nodes: { path: '/nodes', icon: Smartphone, key: 'N', can: ['read', 'Node'], for: staff },
  queue: { path: '/nodes/queue', icon: BadgeCheck, key: 'Q', can: ['read', 'Node'], for: staff },
  providers: { path: '/providers', icon: Handshake, key: 'V', can: ['read', 'Provider'], for: staff },
  users: { path: '/users', icon: Users, key: 'U', can: ['read', 'User'], for: staff },
  accounts: { path: '/accounts', icon: Building2, key: 'A', can: ['read', 'Account'], for: staff },
  audit: { path: '/audit', icon: ScrollText, key: 'L', can: ['read', 'Audit'], for: staff },
  settings: {
    path: '/settings',
    icon: Settings,
    key: 'P',
    can: ['update', 'Profile'],
    for: ['admin', 'operator', 'client'],
  },
} as const satisfies Record<string, PageDef>
export type PageName = keyof typeof pages

export const mayOpen = (name: PageName, role: Role, ability: Ability): boolean => {
  const page: PageDef = pages[name]
  return page.for.includes(role) && ability.can(...page.can)
}
export const pagesFor = (role: Role, ability: Ability): PageName[] =>
  (Object.keys(pages) as PageName[]).filter(name => mayOpen(name, role, ability))

/** Whether another page's address begins with this one's: then only the address itself means this page. */
export const hasPagesBelow = (name: PageName): boolean =>
  Object.values(pages).some(it => it.path.startsWith(`${pages[name].path}/`))
