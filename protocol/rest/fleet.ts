import { z } from 'zod'
import { Place } from '../directory.ts'
import { Limits } from '../limits.ts'
import { Battery, NodeNetwork, NodeStatus } from '../node.ts'
import { Id, PersonName, Time } from '../person.ts'
import { NodePolicy, PolicyPatch } from '../policy.ts'
import { Done, endpoint, pageOf, Paging } from './endpoint.ts'

const byId = z.object({ id: Id })
const named = z.object({ id: Id, name: z.string() })

// Nodes
export const Node = z.object({
  id: Id,
  name: z.string(),
  provider: named,
  status: NodeStatus,
  policy: NodePolicy,
  place: Place,
  agent: z.object({
    version: z.string(),
    platform: z.string(),
    model: z.string().nullable(),
    osVersion: z.string().nullable(),
  }),
  /** The last part of its key, to tell devices apart. */
  fingerprint: z.string(),
  enrolledAt: Time,
  /** Why it was last approved, suspended or rejected, by whom. */
  decided: z.object({ at: Time, by: z.string().nullable(), reason: z.string() }).nullable(),
  /** As the edges tell of it now; null: none does. */
  live: z
    .object({
      edge: z.string(),
      online: z.boolean(),
      since: z.int(),
      battery: Battery.nullable(),
      network: NodeNetwork.nullable(),
      sessions: z.int(),
    })
    .nullable(),
})
export type Node = z.infer<typeof Node>
export const listNodes = endpoint({
  method: 'GET',
  path: '/api/nodes',
  can: ['read', 'Node'],
  summary: 'Nodes, newest first',
  query: Paging.extend({
    search: z.string().trim().max(80).optional(),
    status: NodeStatus.optional(),
    provider: Id.optional(),
    country: z.string().length(2).optional(),
  }),
  answer: pageOf(Node),
})
export const getNode = endpoint({
  method: 'GET',
  path: '/api/nodes/:id',
  can: ['read', 'Node'],
  summary: 'One node',
  params: byId,
  answer: z.object({ node: Node }),
})
const decision = <const V extends 'approve' | 'reject' | 'suspend'>(verb: V, summary: string) =>
  endpoint({
    method: 'POST',
    path: `/api/nodes/:id/${verb}`,
    can: ['update', 'Node'],
    summary,
    params: byId,
    body: z.object({ reason: z.string().trim().max(500).default('') }),
    answer: z.object({ node: Node }),
  })
export const approveNode = decision(
  'approve',
  'Let a node carry traffic, within a second and without reconnecting',
)
export const rejectNode = decision('reject', 'Turn a device away for good')
export const suspendNode = decision(
  'suspend',
  'Take a node out: its sessions end within a second; it stays connected',
)
export const updateNode = endpoint({
  method: 'PATCH',
  path: '/api/nodes/:id',
  can: ['update', 'Node'],
  summary: 'Rename a node, change its policy',
  params: byId,
  body: z
    .object({ name: PersonName, policy: PolicyPatch })
    .partial()
    .refine(b => Object.keys(b).length > 0, 'at least one field'),
  answer: z.object({ node: Node }),
})

// Providers
export const Provider = z.object({ id: Id, name: z.string(), nodes: z.int(), createdAt: Time })
export type Provider = z.infer<typeof Provider>
export const listProviders = endpoint({
  method: 'GET',
  path: '/api/providers',
  can: ['read', 'Provider'],
  summary: 'Providers by name',
  query: Paging.extend({ search: z.string().trim().max(80).optional() }),
  answer: pageOf(Provider),
})
export const createProvider = endpoint({
  method: 'POST',
  path: '/api/providers',
  can: ['create', 'Provider'],
  summary: 'Add a provider',
  body: z.object({ name: PersonName }),
  answer: z.object({ provider: Provider }),
  status: 201,
})

// Enrollments
export const Enrollment = z.object({
  id: Id,
  provider: named,
  /** The first letters of the code, to tell codes apart: the whole is shown once. */
  hint: z.string(),
  note: z.string(),
  uses: z.int(),
  maxUses: z.int(),
  expiresAt: Time,
  revokedAt: Time.nullable(),
  place: Place,
  approves: z.boolean(),
  createdAt: Time,
})
export type Enrollment = z.infer<typeof Enrollment>
export const listEnrollments = endpoint({
  method: 'GET',
  path: '/api/enrollments',
  can: ['read', 'Enrollment'],
  summary: 'Enrollment codes, newest first',
  query: Paging.extend({ provider: Id.optional() }),
  answer: pageOf(Enrollment),
})
/** Where the devices of a code are, as their provider states it. */
export const StatedPlace = Place.partial()
export const createEnrollment = endpoint({
  method: 'POST',
  path: '/api/enrollments',
  can: ['create', 'Enrollment'],
  summary: 'Make an enrollment code for a provider; the code is in this answer and never again',
  body: z.object({
    provider: Id,
    note: z.string().trim().max(200).default(''),
    maxUses: z.int().min(1).max(Limits.enrollmentMaxUses).default(1),
    days: z.int().min(1).max(Limits.enrollmentMaxDays).default(7),
    place: StatedPlace.default({}),
    /** Its devices are approved as they come: only an admin may say so. */
    approves: z.boolean().default(false),
  }),
  answer: z.object({
    enrollment: Enrollment,
    code: z.string(),
    /** One for each edge that is up: `traffix://enroll?edge=HOST:PORT&code=CODE&pin=PIN`. */
    links: z.array(z.object({ edge: z.string(), url: z.string() })),
  }),
  status: 201,
})
export const revokeEnrollment = endpoint({
  method: 'DELETE',
  path: '/api/enrollments/:id',
  can: ['create', 'Enrollment'],
  summary: 'A code that may not be used any more; its devices stay',
  params: byId,
  answer: Done,
})
