import { redisUrl } from '#bus/redis-url.ts'
import { type Config, host, logLevel, name, port, readConfig, secret } from '#kit/config.ts'

const fields = {
  EDGE_ID: name('edge-1'),
  EDGE_REGION: name('local'),
  EDGE_HOST: host('127.0.0.1'),
  EDGE_OPS_HOST: host('127.0.0.1'),
  EDGE_OPS_PORT: port(9101),
  REDIS_URL: redisUrl(),
  METRICS_TOKEN: secret().optional(),
  LOG_LEVEL: logLevel(),
}

export type EdgeConfig = Config<typeof fields>
export const edgeConfig = (env?: Record<string, string | undefined>): EdgeConfig => readConfig(fields, env)
