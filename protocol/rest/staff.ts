import { z } from 'zod'
import { AccountLimits } from '../directory.ts'
import { AccountStatus, Email, Id, Locale, PersonName, Role, Time, TimeZone, UserStatus } from '../person.ts'
import { ProcessSign, ProcessState } from '../process.ts'
import { endpoint, pageOf, Paging } from './endpoint.ts'

const byId = z.object({ id: Id })
const Search = Paging.extend({ search: z.string().trim().max(80).optional() })

// Users
export const User = z.object({
  id: Id,
  email: z.string(),
  name: z.string(),
  role: Role,
  status: UserStatus,
  account: z.object({ id: Id, name: z.string() }).nullable(),
  createdAt: Time,
  lastSeenAt: Time.nullable(),
  /** On how many they are online now; 0: offline; null: not known while Redis is away. */
  devices: z.int().nullable(),
})
export type User = z.infer<typeof User>
export const listUsers = endpoint({
  method: 'GET',
  path: '/api/users',
  can: ['read', 'User'],
  summary: 'Users, newest first; a client sees those of their own account',
  query: Search.extend({ role: Role.optional(), status: UserStatus.optional(), account: Id.optional() }),
  answer: pageOf(User),
})
export const getUser = endpoint({
  method: 'GET',
  path: '/api/users/:id',
  can: ['read', 'User'],
  summary: 'One user',
  params: byId,
  answer: z.object({ user: User }),
})
export const createUser = endpoint({
  method: 'POST',
  path: '/api/users',
  can: ['create', 'User'],
  summary: 'Invite a user; a link to set the password is mailed',
  body: z
    .object({
      email: Email,
      name: PersonName,
      role: Role,
      account: Id.optional(),
      locale: Locale.optional(),
      timeZone: TimeZone.optional(),
    })
    .refine(b => (b.role === 'client') === (b.account !== undefined), {
      path: ['account'],
      message: 'a client belongs to an account, staff to none',
    }),
  answer: z.object({ user: User }),
  status: 201,
})
export const updateUser = endpoint({
  method: 'PATCH',
  path: '/api/users/:id',
  can: ['update', 'User'],
  summary:
    'Rename a user, change between admin and operator, disable or enable; a disabled user is out within a second',
  params: byId,
  body: z
    .object({ name: PersonName, role: Role, status: z.enum(['active', 'disabled']) })
    .partial()
    .refine(b => Object.keys(b).length > 0, 'at least one field'),
  answer: z.object({ user: User }),
})

// Accounts
export const Account = z.object({
  id: Id,
  name: z.string(),
  status: AccountStatus,
  /** In which its days and months begin. */
  timeZone: z.string(),
  limits: AccountLimits,
  users: z.int(),
  createdAt: Time,
})
export type Account = z.infer<typeof Account>
export const listAccounts = endpoint({
  method: 'GET',
  path: '/api/accounts',
  can: ['read', 'Account'],
  summary: 'Accounts by name; a client sees their own',
  query: Search.extend({ status: AccountStatus.optional() }),
  answer: pageOf(Account),
})
export const getAccount = endpoint({
  method: 'GET',
  path: '/api/accounts/:id',
  can: ['read', 'Account'],
  summary: 'One account',
  params: byId,
  answer: z.object({ account: Account }),
})
export const createAccount = endpoint({
  method: 'POST',
  path: '/api/accounts',
  can: ['create', 'Account'],
  summary: 'Open an account',
  body: z.object({ name: PersonName, timeZone: TimeZone.optional() }),
  answer: z.object({ account: Account }),
  status: 201,
})
export const updateAccount = endpoint({
  method: 'PATCH',
  path: '/api/accounts/:id',
  can: ['update', 'Account'],
  summary:
    'Change the time zone, in which days and months begin from then on, or the byte limits, acted on within a second',
  params: byId,
  body: z
    .object({ timeZone: TimeZone, limits: AccountLimits.partial() })
    .partial()
    .refine(b => Object.keys(b).length > 0, 'at least one field'),
  answer: z.object({ account: Account }),
})
const Reason = z.object({ reason: z.string().trim().min(1).max(500) })
export const suspendAccount = endpoint({
  method: 'POST',
  path: '/api/accounts/:id/suspend',
  can: ['update', 'Account'],
  summary: 'Suspend an account; the reason goes to the audit log',
  params: byId,
  body: Reason,
  answer: z.object({ account: Account }),
})
export const resumeAccount = endpoint({
  method: 'POST',
  path: '/api/accounts/:id/resume',
  can: ['update', 'Account'],
  summary: 'Resume a suspended account',
  params: byId,
  body: Reason,
  answer: z.object({ account: Account }),
})

// Audit
export const AuditEntry = z.object({
  id: z.string(),
  at: Time,
  actor: z.object({ id: Id, email: z.string() }).nullable(),
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string(), label: z.string() }).nullable(),
  address: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
})
export type AuditEntry = z.infer<typeof AuditEntry>
export const listAudit = endpoint({
  method: 'GET',
  path: '/api/audit',
  can: ['read', 'Audit'],
  summary: 'Who did what to what, from where; newest first',
  query: Paging.extend({
    actor: Id.optional(),
    target: z.string().max(100).optional(),
    action: z.string().max(60).optional(),
  }),
  answer: pageOf(AuditEntry),
})

// System
/** People with a socket on any hub, and the devices they have it on. */
export const Online = z.object({ users: z.int(), devices: z.int() })
export type Online = z.infer<typeof Online>
export const SystemProcess = ProcessSign.extend({ state: ProcessState })
export type SystemProcess = z.infer<typeof SystemProcess>
/** Whether the homes of the nodes that carry now are closed to what they carry, as last tested. Times in ms. */
export const Homes = z.object({
  nodes: z.int(),
  passed: z.int(),
  failed: z.int(),
  unclear: z.int(),
  /** Of all of them those that were not tested for too long, or never. */
  overdue: z.int(),
  oldest: z.int().nullable(),
  newest: z.int().nullable(),
})
export type Homes = z.infer<typeof Homes>
export const SystemView = z.object({
  at: z.int(),
  /** Since when this hub hears every process; null while it hears none. */
  wholeSince: z.int().nullable(),
  processes: z.array(SystemProcess),
  online: Online.nullable(),
  /** Null while it is not known. */
  homes: Homes.nullable(),
})
export type SystemView = z.infer<typeof SystemView>
export const getSystem = endpoint({
  method: 'GET',
  path: '/api/system',
  can: ['read', 'System'],
  summary: 'Every process: version, uptime, lag, memory, last sign of life; and how many people are online',
  answer: SystemView,
})
