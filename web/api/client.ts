import type { z } from 'zod'
import type { ErrorBody } from '#protocol/errors.ts'
import type { Api, EndpointName } from '#protocol/rest/api.ts'
import { ApiError } from './api-error.ts'

export type RouteTable = Readonly<Record<EndpointName, readonly [method: string, path: string]>>

type Part<E, K extends string> = E extends { readonly [P in K]: infer S extends z.ZodType }
  ? { [P in K]: z.input<S> }
  : { [P in K]?: undefined }
// A query has defaults for everything that matters; it may always be left out.
type Query<E> = E extends { readonly query: infer Q extends z.ZodType }
  ? { query?: Partial<z.input<Q>> }
  : unknown
export type Given<N extends EndpointName> = Part<Api[N], 'params'> & Part<Api[N], 'body'> & Query<Api[N]>
export type Answered<N extends EndpointName> = z.output<Api[N]['answer']>
export type CallOptions = { signal?: AbortSignal; idempotencyKey?: string }
type Args<N extends EndpointName> =
  Partial<Given<N>> extends Given<N>
    ? [given?: Given<N>, options?: CallOptions]
    : [given: Given<N>, options?: CallOptions]
export type Call = <N extends EndpointName>(name: N, ...args: Args<N>) => Promise<Answered<N>>

type Deps = {
  routes: RouteTable
  fetch: typeof fetch
  baseUrl?: string
  /** Called on 401 of a signed-in route: `true` when there is a fresh login and the call may be repeated. */
  renew?: (name: EndpointName) => Promise<boolean>
  /** Who is signed in on this page: what one person asked for is not asked again in the name of the next. */
  caller?: () => string | null
  /** Told of every error that the hub answered with. */
  refused?: (error: ApiError) => void
  timeoutMs?: number
}

/** One typed function for the whole API; what cannot be answered becomes an ApiError. */
export function createCall(deps: Deps): Call {
  const { routes, fetch, baseUrl = '', renew, caller, refused, timeoutMs = 30_000 } = deps
  const once = async (name: EndpointName, given: Loose, options: CallOptions) => {
    const [method, path] = routes[name]
    const headers: Record<string, string> = { accept: 'application/json' }
    if (given.body !== undefined) headers['content-type'] = 'application/json'
    if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey
    const deadline = AbortSignal.timeout(timeoutMs)
    let response: Response
    try {
      response = await fetch(baseUrl + fillPath(path, given.params) + queryOf(given.query), {
        method,
        headers,
        credentials: 'same-origin',
        signal: options.signal ? AbortSignal.any([options.signal, deadline]) : deadline,
        ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
      })
      if (response.ok) return await response.json()
    } catch (error) {
      if (options.signal?.aborted) throw error
      throw new ApiError('offline', { message: String(error) })
    }
    const error = await errorOf(response)
    refused?.(error)
    throw error
  }

  const call = async (name: EndpointName, given: Loose = {}, options: CallOptions = {}): Promise<unknown> => {
    const asked = caller?.()
    try {
      return await once(name, given, options)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'unauthenticated' || !renew) throw error
      if (!(await renew(name)) || caller?.() !== asked) throw error
      return once(name, given, options)
    }
  }
  return call as Call
}

type Values = Record<string, string | number | boolean | null | undefined>
type Loose = { params?: Values; query?: Values; body?: unknown }

const fillPath = (path: string, params: Values = {}) =>
  path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])))

function queryOf(query: Values = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  }
  return search.size > 0 ? `?${search}` : ''
}

async function errorOf(response: Response): Promise<ApiError> {
  const seconds = Number(response.headers.get('retry-after'))
  const retryAfterMs = seconds > 0 ? seconds * 1000 : null
  const { status } = response
  try {
    const { error } = (await response.json()) as ErrorBody
    return new ApiError(error.code, { ...error, status, retryAfterMs })
  } catch {
    // Not ours: a proxy in between, or a body that was cut.
    return new ApiError(status >= 500 ? 'unavailable' : 'bad_request', { status, retryAfterMs })
  }
}
