import { randomBytes } from 'node:crypto'
import { connectDb, type Db } from '#db/connect.ts'
import { configExitCode } from '#kit/config.ts'
import { Email } from '#protocol/person.ts'
import { createLog } from '#kit/log.ts'
import { hubConfig } from './config.ts'
import { demoAccounts, demoLogins, demoPassword } from './demo/logins.ts'
import { seedNetwork } from './demo/network.ts'
import { demoDataText, hasDemoLogins, peoplesDataText } from './demo/refuse.ts'
import { createPasswords } from './door/passwords.ts'

/*
 * Run by the launcher when the hub is ready: with TRAFFIX_DEMO the demo's logins, without it one first admin.
 * Prints one JSON line with the logins that a person needs, and what the demo's programs sign in with; running it again
 * changes nothing.
 * `node hub/seed-main.ts you@company.com` makes the first admin of a server: the codes are mailed there.
 */
type Login = { role: string; email: string; password: string }
const config = hubConfig()
const firstAdmin = Email.parse(process.argv[2] ?? 'admin@traffix.local')
const log = createLog({ name: 'seed', level: 'error' })
const passwords = createPasswords()

function refuse(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(configExitCode)
}

async function seedDemo(db: Db): Promise<Login[]> {
  // DATABASE_URL may lead to a system that people use, also on loopback: through a tunnel or a pooler.
  const someone = await db.users.list({ account: null, limit: 1 })
  if (someone.items.length > 0 && !(await hasDemoLogins(db))) refuse(peoplesDataText)
  for (const login of demoLogins) {
    if (await db.users.byEmail(login.email)) continue
    const passwordHash = await passwords.hash(demoPassword(config.TRAFFIX_SECRET, login.email))
    await db.tx(async repos => {
      const account = demoAccounts.find(a => a.name === login.account)
      const created = account ? await repos.accounts.create(account) : null
      await repos.users.create({
        email: login.email,
        name: login.name,
        role: login.role,
        account: created?.id ?? null,
        status: 'active',
        passwordHash,
        locale: 'en',
        timeZone: account?.timeZone ?? 'UTC',
      })
    })
  }
  return demoLogins.map(({ role, email }) => ({
    role,
    email,
    password: demoPassword(config.TRAFFIX_SECRET, email),
  }))
}

async function seedAdmin(db: Db): Promise<Login[]> {
  if (await hasDemoLogins(db)) refuse(demoDataText)
  const admins = await db.users.list({ account: null, role: 'admin', limit: 1 })
  if (admins.items.length > 0) return []
  const login = { role: 'admin', email: firstAdmin, password: randomBytes(12).toString('base64url') }
  const passwordHash = await passwords.hash(login.password)
  return await db.tx(async repos => {
    const admin = await repos.users.create({
      email: login.email,
      name: 'Admin',
      role: 'admin',
      account: null,
      status: 'active',
      passwordHash,
      locale: 'en',
      timeZone: 'UTC',
    })
    if (!admin) throw new Error(`${login.email} has a login already, and is no admin`)
    const target = { kind: 'user', id: admin.id, label: admin.email }
    await repos.audit.write({ actor: null, action: 'admin.created', target, address: null })
    return [login]
  })
}

const db = await connectDb({ url: config.DATABASE_URL, log, name: 'seed' })
const seeded = config.TRAFFIX_DEMO
  ? { logins: await seedDemo(db), ...(await seedNetwork(db, config.TRAFFIX_SECRET)) }
  : { logins: await seedAdmin(db) }
process.stdout.write(`${JSON.stringify(seeded)}\n`)
await db.close()
