import { z } from 'zod'
import { redisUrl } from '#bus/redis-url.ts'
import {
  bool,
  dataDir,
  host,
  logLevel,
  port,
  postgresUrl,
  readConfig,
  secret,
  url,
  whole,
} from '#kit/config.ts'
import { urlHost } from '#kit/url-host.ts'

/** Null: those that come with the package. */
const files = () =>
  z
    .string()
    .optional()
    .transform(text => {
      if (text === undefined || text === '') return null
      return text === 'none' ? [] : text.split(',').map(it => it.trim())
    })

const fields = {
  HUB_HOST: host('127.0.0.1'),
  HUB_PORT: port(8080),
  HUB_PROCESSES: whole({ min: 1, max: 64, byDefault: 1 }),
  HUB_TRUSTED_PROXIES: whole({ min: 0, max: 5, byDefault: 0 }),
  PUBLIC_URL: url(['http', 'https']).optional(),
  /** What a trial of a connection fetches; without it this hub's own health. */
  PROXY_TEST_URL: url(['http', 'https']).optional(),
  DATABASE_URL: postgresUrl(),
  REDIS_URL: redisUrl(),
  SMTP_URL: url(['smtp', 'smtps']).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]+@[^\r\n]+$/, 'must be an address such as "Traffix Node <no-reply@example.com>"')
    .default('Traffix Node <no-reply@localhost>'),
  TRAFFIX_SECRET: secret(),
  TRAFFIX_DEMO: bool(false),
  TRAFFIX_DATA: dataDir(),
  /** Files of the MaxMind format instead of the free ones: one, or one of each family; `none` does without. */
  GEOIP_CITY_DB: files(),
  GEOIP_ASN_DB: files(),
  /** A folder with lists of networks that no home is in: `tor.txt`, `hosting-clouds.txt`, … */
  NETWORK_LISTS: z.string().optional(),
  METRICS_TOKEN: secret().optional(),
  LOG_LEVEL: logLevel(),
}

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/
/** `0.0.0.0`, `::` and other spellings of "wherever this machine can be reached". */
const everyAddress = /^[0.:]+$/

export function hubConfig(env?: Record<string, string | undefined>) {
  const config = readConfig(fields, env, read => {
    const faults: string[] = []
    const { HUB_HOST } = read
    if (HUB_HOST === undefined) return faults
    if (read.TRAFFIX_DEMO && !loopback.test(HUB_HOST)) {
      faults.push(
        'HUB_HOST must be a loopback address while TRAFFIX_DEMO is on: demo logins are for this machine only',
      )
    }
    // Nobody opens a page there, so links and the pages' own origin cannot be guessed from it.
    if ('PUBLIC_URL' in read && read.PUBLIC_URL === undefined && everyAddress.test(HUB_HOST)) {
      faults.push(
        `PUBLIC_URL must be the address that people use while HUB_HOST is ${HUB_HOST} (it is not set)`,
      )
    }
    return faults
  })
  const publicUrl = config.PUBLIC_URL ?? `http://${urlHost(config.HUB_HOST)}:${config.HUB_PORT}`
  const testUrl = config.PROXY_TEST_URL ?? new URL('/health', publicUrl).href
  return Object.freeze({ ...config, PUBLIC_URL: publicUrl, PROXY_TEST_URL: testUrl })
}
export type HubConfig = ReturnType<typeof hubConfig>
