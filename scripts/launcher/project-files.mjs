// What belongs to the project. Git itself may be absent, or refuse a clone that belongs to somebody else.
import fs from 'node:fs'
import path from 'node:path'
import { root } from './paths.mjs'

/** What git does not keep. */
const notOurs = new Set([
  'node_modules',
  '.runtime',
  '.data',
  '.git',
  'dist',
  'out',
  'test-results',
  'playwright-report',
])

/** Every file of the project, as a path from its root. */
export function projectFiles(dir = '') {
  return fs.readdirSync(path.join(root, dir), { withFileTypes: true }).flatMap(entry => {
    if (notOurs.has(entry.name)) return []
    const file = path.join(dir, entry.name)
    return entry.isDirectory() ? projectFiles(file) : [file]
  })
}
