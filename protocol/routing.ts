import { z } from 'zod'
import { Limits } from './limits.ts'

// login[-country-us][-city-new_york][-asn-7922][-session-ID][-ttl-MINUTES][-strict]

export type Routing = {
  country: string | null
  /** Lower case, words joined by `_`. */
  city: string | null
  asn: number | null
  session: string | null
  ttlMinutes: number
  strict: boolean
}
export type ProxyName = { login: string; routing: Routing }
export const loginPattern = /^[A-Za-z0-9_.]{1,64}$/
export const anywhere: Routing = {
  ...{ country: null, city: null, asn: null },
  ...{ session: null, ttlMinutes: Limits.pinDefaultMinutes, strict: false },
}
export const cityKey = (city: string): string =>
  city
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')

const words = 'country, city, asn, session, ttl, strict'

/** What is wrong with it, in words, instead of a routing. */
export function parseProxyName(name: string): ProxyName | { fault: string } {
  const [login = '', ...rest] = name.split('-')
  if (!loginPattern.test(login)) return { fault: 'the login has letters, digits, _ and . only' }
  const routing: Routing = { ...anywhere }
  const seen = new Set<string>()
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!.toLowerCase()
    if (seen.has(word)) return { fault: `${word} is said twice` }
    seen.add(word)
    if (word === 'strict') {
      routing.strict = true
      continue
    }
    const set = Object.hasOwn(setters, word) ? setters[word as keyof typeof setters] : null
    if (!set) return { fault: `unknown word "${word.slice(0, 40)}"; accepted are ${words}` }
    const value = rest[++i]
    const fault = value === undefined || value === '' ? 'a value' : set(routing, value)
    if (fault) return { fault: `${word} needs ${fault}${value ? `, not "${value.slice(0, 40)}"` : ''}` }
  }
  if (seen.has('ttl') && !routing.session) return { fault: 'ttl needs session beside it' }
  if (routing.strict && !routing.session) return { fault: 'strict needs session beside it' }
  return { login, routing }
}

/** Each takes its value, or says what it needs. */
const setters = {
  country(r: Routing, value: string) {
    if (!/^[a-z]{2}$/i.test(value)) return 'two letters such as us'
    r.country = value.toLowerCase()
    return null
  },
  city(r: Routing, value: string) {
    if (!/^[a-z0-9_.]{1,60}$/i.test(value)) return 'a name such as new_york'
    r.city = cityKey(value)
    return null
  },
  asn(r: Routing, value: string) {
    if (!/^\d{1,10}$/.test(value) || Number(value) > 0xffff_ffff) return 'a number such as 7922'
    r.asn = Number(value)
    return null
  },
  session(r: Routing, value: string) {
    if (!/^[A-Za-z0-9_.]{1,40}$/.test(value)) return 'up to 40 letters, digits, _ and .'
    r.session = value
    return null
  },
  ttl(r: Routing, value: string) {
    const minutes = /^\d{1,4}$/.test(value) ? Number(value) : 0
    if (minutes < 1 || minutes > Limits.pinMaxMinutes) return `minutes from 1 to ${Limits.pinMaxMinutes}`
    r.ttlMinutes = minutes
    return null
  },
}

/** The user name that a program signs in with. */
export function proxyName({ login, routing }: ProxyName): string {
  const parts = [login]
  if (routing.country) parts.push('country', routing.country)
  if (routing.city) parts.push('city', routing.city)
  if (routing.asn !== null) parts.push('asn', String(routing.asn))
  if (routing.session) {
    parts.push('session', routing.session)
    if (routing.ttlMinutes !== Limits.pinDefaultMinutes) parts.push('ttl', String(routing.ttlMinutes))
    if (routing.strict) parts.push('strict')
  }
  return parts.join('-')
}

/** Why this node: kept with the session. */
export const Choice = z.object({
  /** `best` of some that fit; `pinned` by the name; `repinned`: the pinned one was away; `retried`: another one had failed. */
  how: z.enum(['best', 'pinned', 'repinned', 'retried']),
  /** How many fitted what was asked for. */
  fitting: z.int(),
  /** What it was weighed by: 0..1 the higher the better, and what went into it. */
  weight: z.number(),
  load: z.int(),
  latencyMs: z.number().nullable(),
  battery: z.number().nullable(),
  network: z.string().nullable(),
  /** In its place: the node that was pinned, or failed before, and why it was not taken. */
  instead: z.object({ node: z.uuid(), why: z.string().max(40) }).nullable(),
})
export type Choice = z.infer<typeof Choice>
