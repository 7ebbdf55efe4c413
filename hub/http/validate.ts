import { z } from 'zod'
import { Refusal } from '#protocol/errors.ts'

/** Parses or refuses, naming each wrong field and what it accepts. A field nobody knows is wrong too. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const fields: Record<string, string> = {}
  if (schema instanceof z.ZodObject && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const known = Object.keys(schema.shape)
    for (const key of Object.keys(value)) {
      if (!known.includes(key)) fields[key.slice(0, 60)] = `unknown; accepted: ${known.join(', ')}`
    }
  }
  const parsed = schema.safeParse(value ?? {})
  if (!parsed.success) {
    for (const issue of parsed.error.issues) fields[issue.path.join('.') || what] ??= explain(issue)
  }
  if (Object.keys(fields).length > 0 || !parsed.success) {
    const names = Object.entries(fields).map(([name, text]) => `${name}: ${text}`)
    throw new Refusal('bad_request', { message: `The ${what} is not valid: ${names.join('; ')}`, fields })
  }
  return parsed.data
}

/** `Invalid input: expected string, received undefined` is for programmers of the schema, not for its users. */
function explain(issue: z.core.$ZodIssue): string {
  const { message } = issue
  if (message.endsWith('received undefined')) return 'is missing'
  return message.replace(/^Invalid input: /, '')
}
