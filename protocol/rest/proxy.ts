import { z } from 'zod'
import { EdgeDoors, ProxyLimits } from '../directory.ts'
import { Limits } from '../limits.ts'
import { Id, Time } from '../person.ts'
import { proxyErrorCodes } from '../proxy-errors.ts'
import { Choice, loginPattern } from '../routing.ts'
import { Done, endpoint, pageOf, Paging } from './endpoint.ts'

const byId = z.object({ id: Id })

// Proxy users
export const ProxyUser = z.object({
  id: Id,
  account: z.object({ id: Id, name: z.string() }),
  login: z.string(),
  note: z.string(),
  enabled: z.boolean(),
  allowIps: z.array(z.string()),
  limits: ProxyLimits,
  createdAt: Time,
  /** When the password was made: it is shown once, then. */
  rotatedAt: Time,
})
export type ProxyUser = z.infer<typeof ProxyUser>

/** One, with the password that is shown this once. */
const WithPassword = z.object({ proxyUser: ProxyUser, password: z.string() })
/** `203.0.113.0/24` or one address. */
const AllowIps = z.array(z.string().trim().min(2).max(64)).max(Limits.allowIps)
const Login = z.string().regex(loginPattern, 'letters, digits, _ and . (at most 64)')
const Note = z.string().trim().max(200)

export const listProxyUsers = endpoint({
  method: 'GET',
  path: '/api/proxy-users',
  can: ['read', 'ProxyUser'],
  summary: 'Proxy users by login; a client sees those of their own account',
  query: Paging.extend({ search: z.string().trim().max(80).optional(), account: Id.optional() }),
  answer: pageOf(ProxyUser),
})
export const getProxyUser = endpoint({
  method: 'GET',
  path: '/api/proxy-users/:id',
  can: ['read', 'ProxyUser'],
  summary: 'One proxy user',
  params: byId,
  answer: z.object({ proxyUser: ProxyUser }),
})
export const createProxyUser = endpoint({
  method: 'POST',
  path: '/api/proxy-users',
  can: ['create', 'ProxyUser'],
  summary: 'Make a proxy user; the password is in this answer and never again. Staff name the account',
  body: z.object({
    login: Login,
    note: Note.default(''),
    account: Id.optional(),
    allowIps: AllowIps.default([]),
    limits: ProxyLimits.partial().default({}),
  }),
  answer: WithPassword,
  status: 201,
})
export const updateProxyUser = endpoint({
  method: 'PATCH',
  path: '/api/proxy-users/:id',
  can: ['update', 'ProxyUser'],
  summary: 'Change note, limits, addresses; disable or enable. Acted on within a second',
  params: byId,
  body: z
    .object({ note: Note, enabled: z.boolean(), allowIps: AllowIps, limits: ProxyLimits.partial() })
    .partial()
    .refine(b => Object.keys(b).length > 0, 'at least one field'),
  answer: z.object({ proxyUser: ProxyUser }),
})
export const deleteProxyUser = endpoint({
  method: 'DELETE',
  path: '/api/proxy-users/:id',
  can: ['delete', 'ProxyUser'],
  summary: 'Remove a proxy user; its sessions end within a second, its history stays',
  params: byId,
  answer: Done,
})
export const rotateProxyUser = endpoint({
  method: 'POST',
  path: '/api/proxy-users/:id/rotate',
  can: ['update', 'ProxyUser'],
  summary: 'A new password, shown once; the old one is worth nothing within a second, its sessions end',
  params: byId,
  answer: WithPassword,
})

/** What happened when the hub itself connected as this proxy user, and how long each step took. */
export const ProxyTest = z.object({
  ok: z.boolean(),
  /** Which door of which edge, under which name. */
  via: z.object({
    edge: z.string(),
    door: z.enum(['socks', 'http']),
    host: z.string(),
    port: z.int(),
    username: z.string(),
  }),
  target: z.string(),
  connectMs: z.number().nullable(),
  firstByteMs: z.number().nullable(),
  totalMs: z.number(),
  status: z.int().nullable(),
  bytes: z.int(),
  session: Id.nullable(),
  node: Id.nullable(),
  choice: Choice.nullable(),
  error: z
    .object({
      code: z.enum(proxyErrorCodes as [string, ...string[]]).or(z.literal('edge_unreachable')),
      message: z.string(),
    })
    .nullable(),
})
export type ProxyTest = z.infer<typeof ProxyTest>
export const testProxyUser = endpoint({
  method: 'POST',
  path: '/api/proxy-users/:id/test',
  can: ['update', 'ProxyUser'],
  summary:
    'Connect through the network as this proxy user, and say what happened; the bytes are metered like any others',
  params: byId,
  body: z.object({
    /** The words after the login, as in `-country-us`; empty: anywhere. */
    words: z.string().max(200).default(''),
    door: z.enum(['socks', 'http']).default('http'),
    edge: z.string().max(120).optional(),
  }),
  answer: z.object({ test: ProxyTest }),
})

export const listEdges = endpoint({
  method: 'GET',
  path: '/api/edges',
  can: ['read', 'Edge'],
  summary: 'Where the doors are: host, ports, certificate pin of every edge that is up',
  answer: z.object({ edges: z.array(EdgeDoors) }),
})
/** What can be asked for right now, and how many nodes there are for it. */
export const PlaceCount = z.object({
  country: z.string().length(2),
  nodes: z.int(),
  cities: z.array(z.object({ city: z.string(), key: z.string(), nodes: z.int() })),
})
export type PlaceCount = z.infer<typeof PlaceCount>
export const listPlaces = endpoint({
  method: 'GET',
  path: '/api/places',
  can: ['read', 'Edge'],
  summary: 'Countries and cities with nodes that carry right now',
  answer: z.object({ places: z.array(PlaceCount) }),
})

// Sessions
export const ProxySession = z.object({
  id: Id,
  account: z.object({ id: Id, name: z.string() }),
  proxyUser: Id,
  login: z.string(),
  node: Id,
  edge: z.string(),
  country: z.string().nullable(),
  target: z.string(),
  startedAt: Time,
  endedAt: Time.nullable(),
  up: z.int(),
  down: z.int(),
  ended: z.string().nullable(),
  choice: Choice.nullable(),
})
export type ProxySession = z.infer<typeof ProxySession>
export const listSessions = endpoint({
  method: 'GET',
  path: '/api/sessions',
  can: ['read', 'Session'],
  summary:
    'Live sessions, newest first, or ended ones, latest first; a client sees those of their own account',
  query: Paging.extend({
    state: z.enum(['live', 'ended']).default('live'),
    account: Id.optional(),
    proxyUser: Id.optional(),
    node: Id.optional(),
    search: z.string().trim().max(80).optional(),
  }),
  answer: pageOf(ProxySession),
})
export const cutSession = endpoint({
  method: 'DELETE',
  path: '/api/sessions/:id',
  can: ['delete', 'Session'],
  summary: 'Cut a live session within a second',
  params: byId,
  answer: Done,
})
