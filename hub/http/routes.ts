import { Refusal } from '#protocol/errors.ts'
import type { Answer, Endpoint, In } from '#protocol/rest/endpoint.ts'
import { api, type Api, type EndpointName } from '#protocol/rest/api.ts'
import type { HttpResponse, TemplatedApp } from '../uws.ts'
import type { Who } from '../door/principals.ts'
import { readJson } from './body.ts'
import type { Guard } from './guard.ts'
import { Csv, type Headers, sendCsv, sendJson, sendRefusal } from './reply.ts'
import { readRequest, type Request } from './request.ts'
import type { Underway } from './underway.ts'
import { validate } from './validate.ts'

/** What a handler gets besides its input. `who` is there exactly when the endpoint is not for anyone. */
export type Call<E extends Endpoint = Endpoint> = {
  request: Request
  address: string
  who: E['can'] extends 'anyone' ? null : Who
  setHeaders(headers: Headers): void
}
type Answered<E extends Endpoint> = Answer<E> | (E extends { csv: true } ? Csv : never)
export type Handler<E extends Endpoint> = (input: In<E>, call: Call<E>) => Answered<E> | Promise<Answered<E>>
export type Handlers = { [K in EndpointName]: Handler<Api[K]> }

type Deps = { guard: Guard; underway: Underway; onDone(name: string, status: number): void }

/** Every endpoint of the protocol on the app: origin, login, ability, input, handler, answer, in this order. */
export function mountRoutes(app: TemplatedApp, handlers: Handlers, deps: Deps): void {
  const methods = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'del' } as const
  for (const name of Object.keys(api) as EndpointName[]) {
    const e: Endpoint = api[name]
    const serve = route(name, e, handlers[name] as unknown as AnyHandler, deps)
    app[methods[e.method]](e.path, serve)
  }
  refuseTheRest(app)
}

/** uWebSockets.js prefers a wildcard of the right method to an exact path of any method, so what is refused
 *  is said for each method: a known path with another one, and every other path below /api. */
function refuseTheRest(app: TemplatedApp): void {
  const all = ['get', 'post', 'patch', 'del', 'put', 'options', 'head'] as const
  const names: Record<string, string> = { DELETE: 'del' }
  const allowed = new Map<string, string[]>()
  for (const e of Object.values(api)) allowed.set(e.path, [...(allowed.get(e.path) ?? []), e.method])
  for (const method of all) {
    const head = method === 'head'
    for (const [path, list] of allowed) {
      if (list.some(m => (names[m] ?? m.toLowerCase()) === method)) continue
      const headers = [['allow', list.join(', ')]] as const
      app[method](path, res => sendRefusal(res, new Refusal('method_not_allowed'), { headers, head }))
    }
    app[method]('/api/*', res => sendRefusal(res, new Refusal('not_found'), { head }))
  }
}

type AnyHandler = (
  input: { params: unknown; query: unknown; body: unknown },
  call: Omit<Call, 'who'> & { who: Who | null },
) => unknown

function route(name: string, e: Endpoint, handler: AnyHandler, { guard, underway, onDone }: Deps) {
  const names = [...e.path.matchAll(/:(\w+)/g)].map(m => m[1]!)
  const okStatus = e.status ?? 200

  return (res: HttpResponse, req: Parameters<Parameters<TemplatedApp['get']>[1]>[1]) => {
    const request = readRequest(req, names.length)
    let gone = false
    let running = false
    let headers: Headers = []
    const answer = (value: unknown) => {
      if (gone) return
      const manner = { headers, close: underway.stopping }
      if (value instanceof Csv) sendCsv(res, okStatus, value, manner)
      else sendJson(res, okStatus, JSON.stringify(value), manner)
      onDone(name, okStatus)
    }
    const refuse = (error: unknown) => {
      if (gone) return
      const refusal = guard.refusalOf(error, name)
      sendRefusal(res, refusal, { headers, close: underway.stopping })
      onDone(name, refusal.status)
    }
    const run = (who: Who | null, body: unknown) => {
      running = true
      guard.admit(e.can, who)
      const input = {
        params: e.params && validate(e.params, named(names, request.params), 'path'),
        query: e.query && validate(e.query, Object.fromEntries(new URLSearchParams(request.query)), 'query'),
        body: e.body && validate(e.body, body, 'body'),
      }
      const setHeaders = (more: Headers) => void (headers = [...headers, ...more])
      return handler(input, { request, who, address, setHeaders })
    }
    // Only writes are throttled and audited by address; reads save the look-up.
    const address = e.method === 'GET' ? '' : guard.address(res, request)
    try {
      guard.checkOrigin(request)
      const who = e.can === 'anyone' ? null : guard.who(request)
      const body = e.body ? readJson(res, request) : undefined
      if (body === undefined && !(who instanceof Promise)) {
        const value = run(who, undefined)
        if (!(value instanceof Promise)) return answer(value)
        const done = underway.begin()
        res.onAborted(() => void (gone = true))
        return void value.then(answer, refuse).finally(done)
      }
      const done = underway.begin()
      res.onAborted(() => {
        gone = true
        if (!running) done() // its body will never be whole; a handler that runs goes on to its end
      })
      void Promise.all([who, body])
        .then(([w, b]) => (gone ? undefined : run(w, b)))
        .then(answer, refuse)
        .finally(done)
    } catch (error) {
      refuse(error)
    }
  }
}

function named(names: string[], values: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, safeDecode(values[i] ?? '')]))
}
function safeDecode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
