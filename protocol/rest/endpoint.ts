import { z } from 'zod'
import type { Action, SubjectName } from '../abilities.ts'
import { Limits } from '../limits.ts'

/** Who may call: anybody, anybody signed in, or whoever has this ability. There is no default. */
export type Gate = 'anyone' | 'signed-in' | readonly [Action, SubjectName]

export type Endpoint = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `/api/users/:id` */
  path: `/api/${string}`
  can: Gate
  summary: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  answer: z.ZodType
  status?: 200 | 201 | 202
  /** Answered as CSV to `Accept: text/csv` or `?format=csv`. */
  csv?: true
}

export const endpoint = <const E extends Endpoint>(e: E): E => e

export type In<E extends Endpoint> = {
  params: E extends { params: infer P extends z.ZodType } ? z.output<P> : undefined
  query: E extends { query: infer Q extends z.ZodType } ? z.output<Q> : undefined
  body: E extends { body: infer B extends z.ZodType } ? z.output<B> : undefined
}
export type Answer<E extends Endpoint> = z.output<E['answer']>

/** `?limit=&after=` -> `{items, next}`; `after` is whatever `next` was, and means nothing to a caller. */
export const Paging = z.object({
  limit: z.coerce.number().int().min(1).max(Limits.pageMaxItems).default(Limits.pageDefaultItems),
  after: z.string().max(200).optional(),
})
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() })
export type Page<T> = { items: T[]; next: string | null }
export const Done = z.object({})
