import { isIP } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { redisUrl } from '#bus/redis-url.ts'
import { type Config, dataDir, host, logLevel, name, port, readConfig, secret, whole } from '#kit/config.ts'
import { Limits } from '#protocol/limits.ts'
import { parseAllowList } from '#wire/addresses/lists.ts'
import { WireError } from '#wire/wire-error.ts'

/** One or more addresses to listen on: `127.0.0.1,::1`. */
const hosts = (byDefault: string) =>
  z
    .string()
    .default(byDefault)
    .transform((text, context) => {
      const list = text.split(',').map(it => it.trim())
      if (list.length > 0 && list.every(it => isIP(it) > 0 || it === 'localhost')) return list
      context.addIssue('must be addresses, separated by commas')
      return z.NEVER
    })

const allowList = () =>
  z
    .string()
    .default('')
    .transform((text, context) => {
      try {
        return parseAllowList(text)
      } catch (err) {
        if (!(err instanceof WireError)) throw err
        context.addIssue(`must be CIDR[:port], separated by commas: ${err.message}`)
        return z.NEVER
      }
    })

/** Where it is, on the surface: `52.37,4.9`. */
const place = () =>
  z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined || text.trim() === '') return null
      const [, lat, lon] = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? []
      const at = { lat: Number(lat ?? NaN), lon: Number(lon ?? NaN) }
      if (Math.abs(at.lat) <= 90 && Math.abs(at.lon) <= 180) return at
      context.addIssue('must be latitude,longitude in degrees, such as 52.37,4.9')
      return z.NEVER
    })

const fields = {
  EDGE_ID: name('edge-1'),
  EDGE_REGION: name('local'),
  EDGE_HOST: hosts('127.0.0.1'),
  EDGE_SOCKS_PORT: port(1080),
  EDGE_HTTP_PORT: port(8888),
  EDGE_TUNNEL_PORT: port(7443),
  /** What customers and devices dial; without it the first address. */
  EDGE_PUBLIC_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be an address or a host name')
    .optional(),
  /** Against it the round trips of devices are judged. */
  EDGE_PLACE: place(),
  /** A name whose answers change: nodes are tested with it. */
  EDGE_REBINDING_NAME: z
    .string()
    .regex(/^[\w.-]{1,253}$/, 'must be a host name')
    .optional(),
  EDGE_TLS_CERT: z.string().optional(),
  EDGE_TLS_KEY: z.string().optional(),
  EDGE_DATA: dataDir(join('.data', 'edge')),
  /** Of usage that no ledger has posted yet. */
  EDGE_SPOOL_BYTES: whole({ min: 1_000_000, max: 2 ** 50, byDefault: Limits.usageSpoolBytes }),
  EDGE_ALLOW_TARGETS: allowList(),
  EDGE_OPS_HOST: host('127.0.0.1'),
  EDGE_OPS_PORT: port(9101),
  REDIS_URL: redisUrl(),
  METRICS_TOKEN: secret().optional(),
  LOG_LEVEL: logLevel(),
}

export type EdgeConfig = Config<typeof fields>
export const edgeConfig = (env?: Record<string, string | undefined>): EdgeConfig =>
  readConfig(fields, env, ({ EDGE_TLS_CERT: cert, EDGE_TLS_KEY: key }) =>
    (cert === undefined) === (key === undefined) ? [] : ['EDGE_TLS_CERT and EDGE_TLS_KEY belong together'],
  )
