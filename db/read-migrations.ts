import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { CannotStart } from '#kit/cannot-start.ts'

export type Migration = { number: number; name: string; checksum: string; sql: string }

export const migrationsHome = new URL('./migrations/', import.meta.url)

/** The files `0001_people.sql`, `0002_….sql`, without a gap and without a double. */
export function readMigrations(dir: URL = migrationsHome): Migration[] {
  const files = readdirSync(dir).filter(file => file.endsWith('.sql'))
  return files.toSorted().map((file, i, sorted) => {
    const [, digits, name] = /^(\d{4})_([a-z0-9-]+)\.sql$/.exec(file) ?? []
    if (!digits || !name) throw new CannotStart(`migration ${file}: a name is like 0001_what-it-does.sql`)
    const number = Number(digits)
    if (i > 0 && number === numberOf(sorted[i - 1])) {
      throw new CannotStart(`migrations ${sorted[i - 1]} and ${file} have the same number`)
    }
    if (number !== i + 1) {
      throw new CannotStart(`migration ${file}: ${String(i + 1).padStart(4, '0')} is missing before it`)
    }
    // The same text whatever an editor or git made of its line ends.
    const sql = readFileSync(new URL(file, dir), 'utf8')
      .replace(/^\uFEFF/, '')
      .replaceAll('\r\n', '\n')
    return { number, name: `${digits}_${name}`, checksum: checksumOf(sql), sql }
  })
}

const numberOf = (file: string | undefined) => Number(file?.slice(0, 4))
const checksumOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** One name for this exact set of migrations. */
export const checksumOfAll = (migrations: Migration[]) =>
  checksumOf(migrations.map(m => `${m.name} ${m.checksum}`).join('\n'))
