import { resolve } from 'node:path'
import { z } from 'zod'

/** `EX_CONFIG` of sysexits.h: a supervisor must not restart what a person has to correct. */
export const configExitCode = 78

export type Fields = Record<string, z.ZodType>
export type Config<F extends Fields> = Readonly<{ [K in keyof F]: z.output<F[K]> }>
export type Env = Record<string, string | undefined>

/** Only fields that hold no secret may be quoted in a fault, so quoting is what must be asked for. */
const quotable = new WeakSet<z.ZodType>()
function quoted<S extends z.ZodType>(schema: S): S {
  quotable.add(schema)
  return schema
}

/** What is wrong only together. It sees what could be read, and tells its faults on the same line as the others'. */
export type Across<F extends Fields> = (read: Partial<Config<F>>) => string[]

/** Reads a process's variables once: the typed, frozen result, or one line with every fault and exit 78. */
export function readConfig<F extends Fields>(
  fields: F,
  env: Env = process.env,
  across?: Across<F>,
): Config<F> {
  const read = parseConfig(fields, env, across)
  if ('config' in read) return read.config
  process.stderr.write(`${read.faults.join('; ')}\n`)
  process.exit(configExitCode)
}

export function parseConfig<F extends Fields>(
  fields: F,
  env: Env,
  across?: Across<F>,
): { config: Config<F> } | { faults: string[] } {
  const config: Record<string, unknown> = {}
  const faults: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    // `NAME=` in a shell or an env file means "not set" to everybody but a computer.
    const text = env[name] === '' ? undefined : env[name]
    const read = field.safeParse(text)
    if (read.success) config[name] = read.data
    else faults.push(`${name} ${read.error.issues[0]?.message ?? 'is wrong'} (${found(field, text)})`)
  }
  faults.push(...(across?.(config as Partial<Config<F>>) ?? []))
  return faults.length > 0 ? { faults } : { config: Object.freeze(config) as Config<F> }
}

function found(field: z.ZodType, text: string | undefined): string {
  if (text === undefined) return 'it is not set'
  return quotable.has(field) ? `got ${JSON.stringify(text.slice(0, 80))}` : 'its value is not shown'
}

// What a variable can be. Each message completes the sentence that begins with the variable's name.

const atPort = (error: string) =>
  z
    .string({ error })
    .regex(/^\d{1,5}$/, error)
    .transform(Number)
    .refine(n => n <= 65_535, error)

/** 0 means any free port, which is for tests and for nobody else. */
export const port = (byDefault?: number) => {
  const schema = atPort('must be a port, 1 to 65535')
  return quoted(byDefault === undefined ? schema : schema.default(byDefault))
}

export const host = (byDefault: string) =>
  quoted(
    z
      .string()
      .regex(/^[\w.:-]+$/, 'must be an address or a host name')
      .default(byDefault),
  )

export const whole = (o: { min: number; max: number; byDefault: number }) => {
  const error = `must be a whole number, ${o.min} to ${o.max}`
  return quoted(
    z
      .string()
      .regex(/^\d{1,15}$/, error)
      .transform(Number)
      .refine(n => n >= o.min && n <= o.max, error)
      .default(o.byDefault),
  )
}

export const bool = (byDefault: boolean) =>
  quoted(
    z
      .enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'], { error: 'must be true or false' })
      .transform(word => ['true', '1', 'yes', 'on'].includes(word))
      .default(byDefault),
  )

export const oneOf = <const W extends readonly [string, ...string[]]>(words: W, byDefault: W[number]) =>
  quoted(
    z
      .enum(words as unknown as [W[number], ...W[number][]], { error: `must be one of ${words.join(', ')}` })
      .default(byDefault),
  )

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export const logLevel = () => oneOf(logLevels, 'info')

/** An address that may hold a password: never quoted. `url(['http', 'https'])` */
export const url = (schemes: readonly string[]) => {
  const error = `must be a URL that begins with ${schemes.map(s => `${s}://`).join(' or ')}`
  return z
    .string({ error })
    .refine(text => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), error)
}

export const postgresUrl = () => url(['postgres', 'postgresql'])

export const secret = () => {
  const error = 'must be a secret of at least 32 characters'
  return z.string({ error }).min(32, error)
}

/** A short name that ends up in keys, labels and logs: `edge-1`, `eu-west`. */
export const name = (byDefault: string) =>
  quoted(
    z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]{0,62}$/, 'must be a name of letters, digits, ".", "_" or "-", at most 63')
      .default(byDefault),
  )

/** `a, b,c` -> `['a', 'b', 'c']` */
export const list = () =>
  quoted(
    z
      .string()
      .default('')
      .transform(text =>
        text
          .split(',')
          .map(word => word.trim())
          .filter(word => word !== ''),
      ),
  )

export const dataDir = (byDefault = '.data') =>
  quoted(
    z
      .string()
      .default(byDefault)
      .transform(path => resolve(path)),
  )
