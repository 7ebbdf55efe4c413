import { posix } from 'node:path'

/** Who may import whom: DESIGN 2. A folder may always import itself; `'*'` is what nobody else may import. */
export const arrows: Record<string, readonly string[] | '*'> = {
  protocol: [],
  wire: [],
  kit: [],
  bus: ['protocol', 'kit'],
  db: ['protocol', 'kit'],
  hub: ['protocol', 'bus', 'db', 'kit'],
  ledger: ['protocol', 'bus', 'db', 'kit'],
  'proxy-edge': ['protocol', 'wire', 'bus', 'kit'],
  'node-agent': ['protocol', 'wire', 'kit'],
  web: ['protocol'],
  e2e: '*',
  bench: '*',
  docker: '*',
  scripts: '*',
}

/** Packages with one door. */
const doors: Record<string, string> = { ioredis: 'bus', 'pg-promise': 'db' }

const fromClause = /\b(?:import|export)\s[^'";]*?\bfrom\s*(['"])([^'"\n]+)\1/g
const bareImport = /\bimport\s*\(?\s*(['"])([^'"\n]+)\1/g
const require = /\brequire\s*\(\s*(['"])([^'"\n]+)\1/g
const cssImport = /@import\s+(?:url\(\s*)?(['"])([^'"\n]+)\1/g

/** One line a fault, `file:line: why`. `path` is relative to the repository and has forward slashes. */
export function faultsOf({ path, text }: { path: string; text: string }): string[] {
  const source = withoutComments(text)
  const at = (index: number) => `${path}:${source.slice(0, index).split('\n').length}`
  const faults: string[] = []
  for (const { target, index } of importsOf(path, source)) {
    const why = refuse(path, target)
    if (why) faults.push(`${at(index)}: ${why}`)
  }
  if (!mayReadEnv(path))
    for (const { index } of source.matchAll(/\bprocess\.env\b/g))
      faults.push(`${at(index)}: process.env is read in kit/ only`)
  return faults
}

function* importsOf(path: string, source: string): Generator<{ target: string; index: number }> {
  const patterns = path.endsWith('.css') ? [cssImport] : [fromClause, bareImport, require]
  for (const pattern of patterns)
    for (const match of source.matchAll(pattern)) {
      const target = match[2] ?? ''
      yield { target, index: match.index + match[0].lastIndexOf(target) }
    }
}

function refuse(path: string, target: string): string | null {
  const own = topOf(path)
  if (own === '') return null // the tools' own configuration files
  const allowed = arrows[own]
  if (!allowed) return `${own}/ is not in the table of folders`

  const door = doors[packageOf(target)]
  if (door && door !== own) return `${packageOf(target)} is imported in ${door}/ only`

  if (target.startsWith('/')) return `"${target}" is a path of one machine`
  if (target.startsWith('.')) {
    const reached = topOf(posix.normalize(posix.join(posix.dirname(path), target)))
    return reached === own
      ? null
      : `"${target}" leaves ${own}/: across folders imports are written #${reached}/…`
  }
  if (!target.startsWith('#')) return null // a package, or Node itself

  const reached = topOf(target.slice(1))
  if (reached === own) return null
  if (!arrows[reached]) return `"${target}" is no folder of the table`
  if (arrows[reached] === '*') return `nothing imports ${reached}/`
  return allowed === '*' || allowed.includes(reached) ? null : `${own}/ may not import ${reached}/`
}

const topOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')
const packageOf = (target: string) =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')

const mayReadEnv = (path: string) =>
  /^(kit|scripts|e2e|bench)\//.test(path) ||
  /(^|\/)(vite|playwright)\.config\.\w+$/.test(path) ||
  /\.test\.tsx?$|\/testing\//.test(path)

/** Blanks whole-line and block comments and keeps the lines, so that prose about imports is no import. */
const withoutComments = (text: string) =>
  text
    .replace(/(^|\s)\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ' '))
    .replace(/^\s*\/\/.*$/gm, line => ' '.repeat(line.length))
