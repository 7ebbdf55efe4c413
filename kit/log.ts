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
      redact: { paths, censor: hide },
    },
    to,
  )
}

/** `code` is a one-time code in a body, but `ECONNREFUSED` in an error and 4000 in a close: hide only the first. */
function hide(value: unknown, path: string[]): unknown {
  return path.at(-1) === 'code' && !/^\d{6,}$/.test(String(value)) ? value : '[hidden]'
}

/** For tests and for tools that say nothing. */
export const silentLog = (): Log => pino({ level: 'silent' })
