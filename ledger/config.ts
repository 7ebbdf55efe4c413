import { redisUrl } from '#bus/redis-url.ts'
import { type Config, host, logLevel, port, postgresUrl, readConfig, secret } from '#kit/config.ts'

const fields = {
  LEDGER_OPS_HOST: host('127.0.0.1'),
  LEDGER_OPS_PORT: port(9102),
  DATABASE_URL: postgresUrl(),
  REDIS_URL: redisUrl(),
  METRICS_TOKEN: secret().optional(),
  LOG_LEVEL: logLevel(),
}

export type LedgerConfig = Config<typeof fields>
export const ledgerConfig = (env?: Record<string, string | undefined>): LedgerConfig =>
  readConfig(fields, env)
