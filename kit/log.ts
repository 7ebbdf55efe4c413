import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'

export type Log = Logger
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

const secrets = ['password', 'token', 'cookie', 'authorization', 'secret', 'code']
// Two levels deep: `{ password }`, `{ body: { password } }`, `{ req: { headers: { cookie } } }`.
const paths = [...secrets, '["set-cookie"]'].flatMap(word => {
  const last = word.startsWith('[') ? word : `.${word}`
  return [word, `*${last}`, `*.*${last}`]
})

/** One JSON object a line on stdout. What must not be written is hidden here, so no caller has to think of it. */
export function createLog(options: { name: string; level: LogLevel }, to?: DestinationStream): Log {
  return pino(
    {
      name: options.name,
      level: options.level,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      serializers: { err: (err: unknown) => bare(err, 0) },
      redact: { paths, censor: hide },
      hooks: { streamWrite: withoutLogins },
    },
    to,
  )
}

/** `code` is a one-time code in a body, but `ECONNREFUSED` in an error and 4000 in a close: hide only the first. */
function hide(value: unknown, path: string[]): unknown {
  return path.at(-1) === 'code' && !/^\d{6,}$/.test(String(value)) ? value : '[hidden]'
}

const errLimits = { causes: 5, siblings: 5, messageChars: 2_000, stackChars: 8_000 } as const

/**
 * What an error says, not what it carries: libraries hang the refused command on it with all its arguments (the
 * password of an AUTH), the URL that could not be parsed, the query with its values.
 */
function bare(err: unknown, depth: number): unknown {
  if (!(err instanceof Error))
    return typeof err === 'string' ? err.slice(0, errLimits.messageChars) : typeof err
  const { name, message, stack, cause } = err
  const { code, errors } = err as { code?: unknown; errors?: unknown }
  const deeper = depth < errLimits.causes
  return {
    type: name,
    message: message.slice(0, errLimits.messageChars),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: stack?.slice(0, errLimits.stackChars),
    ...(deeper && cause !== undefined ? { cause: bare(cause, depth + 1) } : {}),
    // Of an AggregateError (every address of a host refused): its own message may be empty.
    ...(deeper && Array.isArray(errors)
      ? { errors: errors.slice(0, errLimits.siblings).map(one => bare(one, depth + 1)) }
      : {}),
  }
}

/**
 * In the whole line, wherever they stand: the login of a URL, and the arguments that Redis repeats when it does not
 * know a command. The `file:///…/@scope/…` of a stack is no login.
 */
const withoutLogins = (line: string) =>
  line
    .replace(/:\/\/(?!\/)(?:[^\s"\\]|\\[^n])*@/g, '://[hidden]@')
    .replace(/(with args beginning with: )(?:[^"\\]|\\[^n])*/g, '$1[hidden]')

/** For tests and for tools that say nothing. */
export const silentLog = (): Log => pino({ level: 'silent' })
