import { z } from 'zod'
import { redisUrl } from '#bus/redis-url.ts'
import {
  bool,
  configExitCode,
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

const fields = {
  HUB_HOST: host('127.0.0.1'),
  HUB_PORT: port(8080),
  HUB_PROCESSES: whole({ min: 1, max: 64, byDefault: 1 }),
  HUB_TRUSTED_PROXIES: whole({ min: 0, max: 5, byDefault: 0 }),
  PUBLIC_URL: url(['http', 'https']).optional(),
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
  METRICS_TOKEN: secret().optional(),
  LOG_LEVEL: logLevel(),
}

export function hubConfig(env?: Record<string, string | undefined>) {
  const config = readConfig(fields, env)
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(config.HUB_HOST)
  if (config.TRAFFIX_DEMO && !loopback) {
    process.stderr.write(
      'HUB_HOST must be a loopback address while TRAFFIX_DEMO is on: demo logins are for this machine only\n',
    )
    process.exit(configExitCode)
  }
  const publicUrl = config.PUBLIC_URL ?? `http://${config.HUB_HOST}:${config.HUB_PORT}`
  return Object.freeze({ ...config, PUBLIC_URL: publicUrl })
}
export type HubConfig = ReturnType<typeof hubConfig>
