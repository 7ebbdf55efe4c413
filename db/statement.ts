import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { QueryFile } from 'pg-promise'
import { pgp } from './pgp.ts'

/** One SQL file, and the names of the values it needs. */
export type Statement<K extends string = string> = { name: string; needs: readonly K[]; file: QueryFile }

const home = new URL('./sql/', import.meta.url)
const known = new Map<string, Statement>()

/** `statements('users', { byEmail: ['email'] })` is `sql/users/by-email.sql`, with `${email}` in it and nothing else. */
export function statements<const S extends Record<string, readonly string[]>>(area: string, spec: S) {
  const made: Record<string, Statement> = {}
  for (const [key, needs] of Object.entries(spec)) {
    const name = `${area}/${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
    made[key] = loadStatement(name, needs)
    known.set(name, made[key])
  }
  return made as { [N in keyof S]: Statement<S[N][number]> }
}

export function loadStatement(name: string, needs: readonly string[], dir: URL = home): Statement {
  const path = fileURLToPath(new URL(`${name}.sql`, dir))
  return { name, needs, file: new pgp.QueryFile(path, { minify: true, debug: false, noWarnings: true }) }
}

/** Every statement in use, for the boot's check and for the test that has PostgreSQL parse each. */
export const allStatements = (): Statement[] => [...known.values()]

/** Throws with everything that is wrong, by name: a process with a broken statement must not start. */
export function checkStatements(used: Statement[] = allStatements(), dir: URL = home): void {
  const names = new Set(used.map(s => s.name))
  const files = globSync('**/*.sql', { cwd: fileURLToPath(dir) }).map(path => path.replace(/\.sql$/, ''))
  const faults = [
    ...used.flatMap(faultsOf),
    ...files.filter(name => !names.has(name)).map(name => `${name}.sql is not used by any repository`),
  ]
  if (faults.length > 0) throw new Error(`SQL statements: ${faults.join('; ')}`)
}

function faultsOf({ name, needs, file }: Statement): string[] {
  if (file.error) {
    const parsing = (file.error as Error & { error?: Error }).error // says where and what, the outer one only that
    return [`${name}.sql: ${parsing?.message ?? file.error.message}`]
  }
  const named = variablesOf(file)
  return [
    ...named.filter(v => !needs.includes(v)).map(v => `${name}.sql names \${${v}}, which it is not given`),
    ...needs.filter(v => !named.includes(v)).map(v => `${name}.sql does not use \${${v}}`),
  ]
}

/** Asks the library's own formatter, which looks up each variable that it finds. */
function variablesOf(file: QueryFile): string[] {
  const seen = new Set<string>()
  const spy = new Proxy(
    {},
    {
      has: (_, key) => typeof key === 'string' && seen.add(key) !== undefined,
      get: (_, key) => (typeof key === 'string' && key !== 'toPostgres' ? '' : undefined),
    },
  )
  pgp.as.format(file, spy)
  return [...seen]
}
