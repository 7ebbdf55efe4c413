import { z } from 'zod'
import { Limits } from '../limits.ts'
import { NodeStatus } from '../node.ts'
import { Email, Id, Locale, PersonName, Time } from '../person.ts'
import { NodePolicy, PolicyPatch } from '../policy.ts'
import { endpoint, pageOf, Paging } from './endpoint.ts'

const byId = z.object({ id: Id })
const Note = z.string().trim().max(2_000)

/** That a provider has agreed to what their devices are used for: to which words, when, and from where. */
export const Consent = z.object({
  version: z.string(),
  at: Time,
  /** Where it was given from; null when it was given to staff. */
  address: z.string().nullable(),
  /** Who of the staff wrote it down; null when the provider gave it on the page. */
  by: z.string().nullable(),
  note: z.string(),
})
export type Consent = z.infer<typeof Consent>

export const Provider = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  note: z.string(),
  createdAt: Time,
  /** All its nodes, and of each kind. */
  nodes: z.int(),
  byStatus: z.partialRecord(NodeStatus, z.int()),
  online: z.int(),
  /** Payload bytes both ways: today and in the last 30 days (UTC), and ever. */
  carried: z.object({ today: z.int(), days30: z.int(), ever: z.int() }),
  /** Its latest consent; null: none. */
  consent: Consent.nullable(),
  /** The switch: while it is set none of its nodes carries anything. */
  stopped: z.object({ at: Time, by: z.string(), reason: z.string() }).nullable(),
  ownPolicy: PolicyPatch,
})
export type Provider = z.infer<typeof Provider>
export const listProviders = endpoint({
  method: 'GET',
  path: '/api/providers',
  can: ['read', 'Provider'],
  summary: 'Providers by name',
  query: Paging.extend({
    search: z.string().trim().max(80).optional(),
    stopped: z.enum(['true', 'false']).optional(),
  }),
  answer: pageOf(Provider),
})
export const getProvider = endpoint({
  method: 'GET',
  path: '/api/providers/:id',
  can: ['read', 'Provider'],
  summary: 'One provider, and every consent it has given, newest first',
  params: byId,
  answer: z.object({ provider: Provider, consents: z.array(Consent) }),
})
const fields = { name: PersonName, email: Email.nullable(), note: Note }
export const createProvider = endpoint({
  method: 'POST',
  path: '/api/providers',
  can: ['create', 'Provider'],
  summary: 'Add a provider',
  body: z.object({ name: PersonName, email: fields.email.default(null), note: Note.default('') }),
  answer: z.object({ provider: Provider }),
  status: 201,
})
export const updateProvider = endpoint({
  method: 'PATCH',
  path: '/api/providers/:id',
  can: ['update', 'Provider'],
  summary: 'Change what is known of a provider, and the rules of its nodes',
  params: byId,
  body: z
    .object({
      ...fields,
      policy: PolicyPatch,
      inherit: z.array(z.enum(Object.keys(NodePolicy.shape) as (keyof NodePolicy)[])).max(20),
    })
    .partial()
    .refine(b => Object.keys(b).length > 0, 'at least one field'),
  answer: z.object({ provider: Provider }),
})
const switching = <const V extends 'stop' | 'start'>(verb: V, summary: string) =>
  endpoint({
    method: 'POST',
    path: `/api/providers/:id/${verb}`,
    can: ['update', 'Node'],
    summary,
    params: byId,
    body: z.object({ reason: z.string().trim().max(500).default('') }),
    answer: z.object({ provider: Provider }),
  })
export const stopProvider = switching(
  'stop',
  'Stop all nodes of a provider at once: their sessions end within a second',
)
export const startProvider = switching(
  'start',
  'Let the nodes of a provider carry again, each by its own status',
)

// Consent
export const ConsentText = z.object({ version: z.string(), text: z.string() })
export type ConsentText = z.infer<typeof ConsentText>
export const recordConsent = endpoint({
  method: 'POST',
  path: '/api/providers/:id/consents',
  can: ['update', 'Provider'],
  summary: 'Write down a consent that a provider has given on paper',
  params: byId,
  body: z.object({
    version: z.string().trim().min(1).max(40),
    at: Time.optional(),
    note: z.string().trim().max(500).default(''),
  }),
  answer: z.object({ provider: Provider }),
  status: 201,
})
export const inviteConsent = endpoint({
  method: 'POST',
  path: '/api/providers/:id/consent-link',
  can: ['update', 'Provider'],
  summary:
    'A page for a provider to read what their devices are used for, and to agree; mailed when there is an address',
  params: byId,
  body: z.object({ days: z.int().min(1).max(Limits.consentLinkDays).default(14) }),
  /** The link is in this answer and never again. */
  answer: z.object({ url: z.string(), expiresAt: Time, mailed: z.boolean() }),
  status: 201,
})
const Link = z.object({ token: z.string().min(20).max(200), locale: Locale.default('en') })
export const readConsent = endpoint({
  method: 'POST',
  path: '/api/consents/read',
  can: 'anyone',
  summary: 'What a provider is asked to agree to',
  body: Link,
  answer: z.object({
    provider: z.string(),
    ...ConsentText.shape,
    given: Consent.pick({ version: true, at: true }).nullable(),
  }),
})
export const giveConsent = endpoint({
  method: 'POST',
  path: '/api/consents',
  can: 'anyone',
  summary: 'A provider agrees to the text that they have read',
  body: Link.extend({ version: z.string().max(40) }),
  answer: z.object({ given: Consent.pick({ version: true, at: true }) }),
  status: 201,
})
