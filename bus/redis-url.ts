import { z } from 'zod'

type Address = { host: string; port: number }
type Login = { username?: string; password?: string; tls: boolean }
export type RedisTarget =
  | ({ kind: 'single'; db: number } & Address & Login)
  | ({
      kind: 'sentinel'
      sentinels: Address[]
      master: string
      db: number
      sentinelLogin: Partial<Login>
    } & Login)
  | ({ kind: 'cluster'; nodes: Address[] } & Login)

export class BadRedisUrl extends Error {
  override name = 'BadRedisUrl'
}

export const redisUrlForms =
  'redis://host:port/db, redis+sentinel://host:26379,host:26379/master/db or redis+cluster://host:7000,host:7001 (rediss for TLS)'

/** For a process's config: `REDIS_URL: redisUrl()`. It may hold a password, so a fault never quotes it. */
export const redisUrl = () => {
  const error = `must be ${redisUrlForms}`
  return z.string({ error }).superRefine((text, ctx) => {
    try {
      parseRedisUrl(text)
    } catch (err) {
      ctx.addIssue({ code: 'custom', message: `${error}: ${(err as Error).message}` })
    }
  })
}

// scheme, [user:password@], hosts, [/path], [?query]; URL itself takes one host only.
const shape =
  /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/?]*)@)?([^@/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/

export function parseRedisUrl(text: string): RedisTarget {
  const parts = shape.exec(text)
  if (!parts) throw new BadRedisUrl('this form is not known')
  const [, scheme, many, userInfo, hosts = '', path = '', query = ''] = parts
  const login: Login = { ...parseLogin(userInfo), tls: scheme === 'rediss' }

  switch (many) {
    case 'sentinel': {
      const [master = '', db = '', ...rest] = path.split('/')
      if (master === '' || rest.length > 0) throw new BadRedisUrl('the path must be /master or /master/db')
      const sentinelLogin = parseSentinelLogin(query)
      return {
        kind: 'sentinel',
        sentinels: addresses(hosts, 26_379),
        master: decode(master),
        db: database(db),
        sentinelLogin,
        ...login,
      }
    }
    case 'cluster':
      if (path !== '' && path !== '0') throw new BadRedisUrl('a cluster has no numbered databases')
      noQuery(query)
      return { kind: 'cluster', nodes: addresses(hosts, 6_379), ...login }
    default: {
      noQuery(query)
      const [address, ...others] = addresses(hosts, 6_379)
      if (!address || others.length > 0) throw new BadRedisUrl('several hosts need +sentinel or +cluster')
      return { kind: 'single', ...address, db: database(path), ...login }
    }
  }
}

function parseLogin(userInfo: string | undefined): { username?: string; password?: string } {
  if (!userInfo) return {}
  const colon = userInfo.indexOf(':')
  if (colon < 0) return { username: decode(userInfo) }
  const username = decode(userInfo.slice(0, colon))
  const password = decode(userInfo.slice(colon + 1))
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) }
}

/** Sentinels may ask for a login of their own: `?sentinelUsername=…&sentinelPassword=…` */
function parseSentinelLogin(query: string): Partial<Login> {
  const given = new URLSearchParams(query)
  const username = given.get('sentinelUsername')
  const password = given.get('sentinelPassword')
  for (const key of given.keys())
    if (key !== 'sentinelUsername' && key !== 'sentinelPassword')
      throw new BadRedisUrl(`"${key}" is not known here`)
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) }
}

function noQuery(query: string): void {
  if (query !== '') throw new BadRedisUrl('nothing may follow a "?" here')
}

function addresses(hosts: string, defaultPort: number): Address[] {
  return hosts.split(',').map(text => {
    const parts = /^(\[[\da-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/.exec(text)
    const port = Number(parts?.[2] ?? defaultPort)
    if (!parts?.[1] || port < 1 || port > 65_535) throw new BadRedisUrl('a host is not of the form name:port')
    return { host: parts[1].replace(/^\[|\]$/g, ''), port }
  })
}

function database(text: string): number {
  if (text === '') return 0
  if (!/^\d{1,4}$/.test(text)) throw new BadRedisUrl('the database must be a number')
  return Number(text)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new BadRedisUrl('a "%" must be followed by two hexadecimal digits')
  }
}
