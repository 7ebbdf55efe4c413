/** PostgreSQL cannot be reached, or was lost on the way: nothing is known about what was asked of it. */
export class DbDown extends Error {
  override name = 'DbDown'
}

/** PostgreSQL understood and refused. Without the text of the statement and its detail: both hold values. */
export class DbFault extends Error {
  override name = 'DbFault'
  readonly code: string
  readonly statement: string
  readonly constraint: string | undefined
  constructor(message: string, at: { code: string; statement: string; constraint?: string | undefined }) {
    super(`${at.statement}: ${message}`)
    this.code = at.code
    this.statement = at.statement
    this.constraint = at.constraint
  }
}

/** `isUniqueViolation(e, 'app_user_email_key')` */
export function isUniqueViolation(e: unknown, constraint?: string): boolean {
  return (
    e instanceof DbFault && e.code === '23505' && (constraint === undefined || e.constraint === constraint)
  )
}

/** It was too much for the time that a statement may take. */
export const tookTooLong = (e: unknown) => e instanceof DbFault && e.code === '57014'

/** What a driver throws, as one of ours; what is none of the database's business stays as it is. */
export function dbError(e: unknown, statement: string): unknown {
  if (!(e instanceof Error) || e instanceof DbDown || e instanceof DbFault) return e
  const { code, constraint, severity } = e as Error &
    Record<'code' | 'constraint' | 'severity', string | undefined>
  if (isDown(e.message, code)) return new DbDown(`${statement}: ${e.message || code}`)
  if (code !== undefined && severity !== undefined)
    return new DbFault(e.message, { code, statement, constraint })
  return e
}

const lost = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // its Unix socket
  'EACCES',
]

// 08 connection exceptions, 28 not let in, 3D no such database, 57P01-57P05 shut down, crashed or
// starting up, 53300 too many connections. 08P01 and 57014 concern one statement, not the connection.
const awaySqlState = /^(08(?!P01)|28|3D|57P0[1-5]|53300)/

// The driver has no codes for these.
const awayMessage =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Connection ended|Cannot use a pool|Connection pool of the database object has been destroyed)/

function isDown(message: string, code: string | undefined): boolean {
  if (code !== undefined && (lost.includes(code) || awaySqlState.test(code))) return true
  return awayMessage.test(message)
}
