import type { Db } from '#db/connect.ts'
import { configExitCode } from '#kit/config.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { demoLogins } from './logins.ts'

export const demoDataText =
  'TRAFFIX_DEMO must be on for this database: it holds demo logins, whose passwords are written in a file'

export const peoplesDataText =
  'TRAFFIX_DEMO must be off for this database: people use it, and the demo would give strangers a way in (npm start -- --no-demo)'

export async function hasDemoLogins(db: Db): Promise<boolean> {
  const found = await Promise.all(demoLogins.map(({ email }) => db.users.byEmail(email)))
  return found.some(user => user !== null)
}

/** A production start refuses the demo's data as soon as PostgreSQL shows it. */
export function refuseDemoData(db: Db, log: Log): () => Promise<void> {
  let looked = false
  return every(
    1_000,
    async () => {
      if (looked || !db.up) return
      const demo = await hasDemoLogins(db)
      looked = true
      if (!demo) return
      log.fatal(demoDataText)
      process.stderr.write(`${demoDataText}\n`)
      process.exit(configExitCode)
    },
    { log, unref: true },
  )
}
