import { CannotStart } from '#kit/cannot-start.ts'
import { logLevel, postgresUrl, readConfig } from '#kit/config.ts'
import { createLog } from '#kit/log.ts'
import { migrate } from './migrate.ts'

const config = readConfig({ DATABASE_URL: postgresUrl(), LOG_LEVEL: logLevel() })
const log = createLog({ name: 'migrate', level: config.LOG_LEVEL })

try {
  const { applied, at } = await migrate({ url: config.DATABASE_URL, log })
  log.info({ applied: applied.length, at }, 'the database is up to date')
} catch (err) {
  if (err instanceof CannotStart) process.stderr.write(`${err.message}\n`)
  else log.fatal({ err }, 'could not migrate')
  process.exitCode = 1
}
