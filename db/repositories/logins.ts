import type { AccountStatus, Locale, Role, Theme, UserStatus } from '#protocol/person.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'
import { idArray, toInet } from '../values.ts'

export type LoginSession = {
  id: string
  address: string
  agent: string
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
}
export type Principal = {
  session: string
  user: {
    id: string
    email: string
    name: string
    role: Role
    status: UserStatus
    account: { id: string; name: string; status: AccountStatus } | null
    locale: Locale
    theme: Theme
    timeZone: string
  }
}
export type Rotation = { session: string; user: string } & (
  | { outcome: 'rotated' }
  /** Somebody had used the token before: its session is ended now. */
  | { outcome: 'reused' }
)
export type NoRotation = { outcome: 'ended' } | { outcome: 'unknown' }
/** From where, and with what program. */
type Visitor = { address: string | null; agent: string }

const sql = statements('logins', {
  open: ['user', 'proofVersion', 'refreshHash', 'refreshMs', 'address', 'agent'],
  rotate: ['refreshHash', 'nextHash', 'attempt', 'refreshMs', 'address', 'agent'],
  principals: ['sessions'],
  listOf: ['user'],
  end: ['session', 'user', 'reason'],
  endByToken: ['refreshHash', 'reason'],
  endAllOf: ['user', 'except', 'reason'],
})

/**
 * A session is a family of refresh tokens: each is used once and replaced by the next.
 *
 *   client --token 1--> rotate --token 2--> client --token 2--> rotate --token 3--> ...
 *   thief  --token 1--> rotate: reused, the family is ended for both
 */
export const logins = (run: Run) => ({
  /** Null when the password, role or status has changed since it was looked at. */
  open: (
    login: Visitor & { user: string; proofVersion: number; refreshHash: Uint8Array; refreshMs: number },
  ) => run.maybe(sql.open, { ...login, address: toInet(login.address) }, (row: { session: string }) => row),

  /** `attempt` names the client's attempt: for two minutes the same one may come again, unless the token
   *  it was given then has been used. */
  rotate: (
    turn: Visitor & {
      refreshHash: Uint8Array
      nextHash: Uint8Array
      attempt: string | null
      refreshMs: number
    },
  ): Promise<Rotation | NoRotation> =>
    run.one(sql.rotate, { ...turn, address: toInet(turn.address) }, (row: Rotation | NoRotation) => row),

  /** Who stands behind these sessions; those that have ended, or whose user is not active, are left out. */
  principals: (sessions: readonly string[]): Promise<Principal[]> =>
    run.many(sql.principals, { sessions: idArray(sessions) }, toPrincipal),

  /** The live sessions of a user, the one seen last first. */
  listOf: (user: string): Promise<LoginSession[]> =>
    run.many(sql.listOf, { user }, (row: LoginSession) => row),

  /** False when it had ended before, or is not of this user; with user null it may be anybody's. */
  end: async (login: { session: string; user: string | null; reason: string }): Promise<boolean> =>
    (await run.count(sql.end, login)) > 0,

  /** The session of a refresh token, be it its newest or one that was used. Null when none was live. */
  endByToken: (login: { refreshHash: Uint8Array; reason: string }) =>
    run.maybe(sql.endByToken, login, (row: { session: string; user: string }) => row),

  /** Answers the sessions it ended. */
  endAllOf: (logins: { user: string; except: string | null; reason: string }): Promise<string[]> =>
    run.many(sql.endAllOf, logins, (row: { id: string }) => row.id),
})

type PrincipalRow = Omit<Principal['user'], 'account'> & {
  session: string
  accountId: string | null
  accountName: string
  accountStatus: AccountStatus
}

function toPrincipal({ session, accountId, accountName, accountStatus, ...user }: PrincipalRow): Principal {
  const account = accountId === null ? null : { id: accountId, name: accountName, status: accountStatus }
  return { session, user: { ...user, account } }
}
