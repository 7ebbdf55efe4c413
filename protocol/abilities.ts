import { AbilityBuilder, createMongoAbility, type ForcedSubject, type MongoAbility } from '@casl/ability'
import type { Role } from './person.ts'

export type Action = 'read' | 'create' | 'update' | 'delete' | 'manage'

/** What a rule can look at. A subject's fields are what ownership is decided by. */
export type SubjectShape = {
  System: object
  Audit: object
  Account: { id: string }
  User: { id: string; account: string | null }
  Profile: { user: string }
  LoginSession: { user: string }
  /** What is told to one user: notices, changes of their own standing. */
  Notice: { user: string }
  /** What an account uses, as it flows. */
  Usage: { account: string }
  /** The credentials that an account's programs use. */
  ProxyUser: { account: string }
  /** Proxied connections, live and ended. */
  Session: { account: string }
  Node: object
  Provider: object
  Enrollment: object
  /** Where the edges' doors are. */
  Edge: object
  /** All nodes and all live sessions, whoever's they are. */
  Network: object
}
export type SubjectName = keyof SubjectShape
type Tagged = { [K in SubjectName]: SubjectShape[K] & ForcedSubject<K> }[SubjectName]
export type Ability = MongoAbility<[Action, SubjectName | 'all' | Tagged]>

export type Principal = { id: string; role: Role; account: string | null }

/** The only place that says who may do what. The hub enforces it; the SPA hides what it forbids. */
export function abilityOf(who: Principal): Ability {
  const { can, cannot, build } = new AbilityBuilder<Ability>(createMongoAbility)
  can('manage', 'Profile', { user: who.id })
  can('manage', 'LoginSession', { user: who.id })
  switch (who.role) {
    case 'admin':
      can('manage', 'all')
      // Everything, but not what is meant for somebody else.
      cannot('read', 'Notice', { user: { $ne: who.id } })
      break
    case 'operator':
      can('read', 'System')
      can('read', 'Account')
      can('read', 'User')
      can('read', 'Usage')
      can('read', 'Network')
      can('read', 'ProxyUser')
      can('read', 'Session')
      can('delete', 'Session')
      can('read', 'Node')
      can('update', 'Node')
      can('read', 'Provider')
      can('read', 'Enrollment')
      can('create', 'Enrollment')
      can('read', 'Edge')
      can('read', 'Notice', { user: who.id })
      break
    case 'client':
      can('read', 'Notice', { user: who.id })
      if (who.account) {
        can('read', 'Account', { id: who.account })
        can('read', 'User', { account: who.account })
        can('read', 'Usage', { account: who.account })
        can('manage', 'ProxyUser', { account: who.account })
        can('read', 'Session', { account: who.account })
        can('delete', 'Session', { account: who.account })
        can('read', 'Edge')
      }
      break
  }
  return build()
}

/** Whose rows somebody may list: everybody's (null), or one account's. Handed to SQL, never applied afterwards. */
export function scopeOf(who: Principal): { account: string | null } {
  if (who.role !== 'client') return { account: null }
  if (!who.account) throw new Error('a client without an account has no rows')
  return { account: who.account }
}
