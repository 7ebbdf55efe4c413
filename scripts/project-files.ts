import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** What git does not keep; git itself may be absent, or refuse a clone that belongs to somebody else. */
const notOurs = new Set('node_modules .runtime .data .git dist out test-results playwright-report'.split(' '))

/** Every file of the project, as a path from its root. */
export function projectFiles(dir = ''): string[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap(entry => {
    if (notOurs.has(entry.name)) return []
    const path = dir ? `${dir}/${entry.name}` : entry.name
    return entry.isDirectory() ? projectFiles(path) : [path]
  })
}
