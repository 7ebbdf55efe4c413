import { z } from 'zod'
import { Place } from '../directory.ts'
import { Limits } from '../limits.ts'
import { Id, Time } from '../person.ts'
import { Done, endpoint, pageOf, Paging } from './endpoint.ts'

const byId = z.object({ id: Id })
const named = z.object({ id: Id, name: z.string() })

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
