import type { Throttle } from '#bus/throttle.ts'
import type { Quota } from '#bus/quota.ts'
import type { Db } from '#db/connect.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Passwords } from './passwords.ts'
import type { Principals } from './principals.ts'
import type { Tokens } from './tokens.ts'

/** What every part of the door stands on. */
export type DoorDeps = {
  db: Db
  tokens: Tokens
  passwords: Passwords
  principals: Principals
  mailer: Mailer
  publicUrl: string
  limits: { byAddress: Throttle; byName: Throttle; mails: Quota }
}

/** Who stands at the door: from where, and with what program. */
export type Visitor = { address: string; agent: string }
export type SignedIn = { access: string; refresh: string; session: string }
