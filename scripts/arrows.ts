import { posix } from 'node:path'

/**
 * Who may import whom: DESIGN 2. A folder may always import itself; `'*'` is what nobody else may import, but that a
 * soak of the whole system starts it as e2e does.
 */
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
const doors: Record<string, readonly string[]> = {
  ioredis: ['bus'],
  redis: ['bus'],
  'pg-promise': ['db'],
  pg: ['db', 'scripts'], // the launcher talks to a server before anything of ours runs
}

export const isSource = (path: string): boolean => /\.([cm]?[jt]sx?|css)$/.test(path)

// What loads a module, and what it names. Only the quoted name must be whole, so comments between do no harm.
const quoted = /(['"`])([^'"`\n]+)\1/.source
const loaders = (names: string[]) => {
  const calls = ['import', 'require', 'import\\.meta\\.resolve', 'createRequire\\([^()]*\\)', ...names].join(
    '|',
  )
  return new RegExp(`(?:(?<![.\\w])from\\s*|\\b(?:${calls})\\s*\\(?\\s*)${quoted}`, 'g')
}
/** What `createRequire` is called here, and what it made: `const load = createRequire(…)`. */
const renamed = /\bcreateRequire\s+as\s+(\w+)|\b(\w+)\s*=\s*createRequire\b/g
const cssImport = new RegExp(`@import\\s+(?:url\\(\\s*)?${quoted}`, 'g')
/** A path among ours, whatever it is given to: `new URL(…)`, `fork(…)`, a worker, a function of one's own. */
const ownPath = /(['"`])(#[\w-]+\/[^'"`\n]*|\.\.?\/[^'"`\n]*)\1/g
/** Built files are served, not imported. */
const built = /^web\/dist\b/

const env = new RegExp(
  [
    /\bprocess\s*(?:\?\.|\.)\s*env\b/,
    /\bprocess\s*(?:\?\.)?\s*\[\s*['"`]env['"`]\s*\]/,
    /\{[^{}]*\benv\b[^{}]*\}\s*(?:=\s*process\b|from\s*['"](?:node:)?process['"])/,
  ]
    .map(it => it.source)
    .join('|'),
  'g',
)

/** One line a fault, `file:line: why`. `path` is relative to the repository and has forward slashes. */
export function faultsOf({ path, text }: { path: string; text: string }): string[] {
  const source = withoutComments(text)
  const at = (index: number) => `${path}:${source.slice(0, index).split('\n').length}`
  const faults = new Set<string>()
  for (const { target, index, loaded } of namedBy(path, source)) {
    const why = refuse(path, target, loaded)
    if (why) faults.add(`${at(index)}: ${why}`)
  }
  if (!mayReadEnv(path))
    for (const { index } of source.matchAll(env)) faults.add(`${at(index)}: process.env is read in kit/ only`)
  return [...faults]
}

function* namedBy(
  path: string,
  source: string,
): Generator<{ target: string; index: number; loaded: boolean }> {
  const found = (match: RegExpExecArray, loaded: boolean) => {
    const target = match[2] ?? ''
    return { target, index: match.index + match[0].lastIndexOf(target), loaded }
  }
  if (path.endsWith('.css')) {
    for (const match of source.matchAll(cssImport)) yield found(match, true)
    return
  }
  let names = [...source.matchAll(renamed)].map(match => match[1] ?? match[2] ?? '')
  // A renamed one has made something in turn.
  const makers = new RegExp(`\\b(\\w+)\\s*=\\s*(?:${names.join('|')})\\s*\\(`, 'g')
  if (names.length > 0) names = [...names, ...[...source.matchAll(makers)].map(match => match[1] ?? '')]
  for (const match of source.matchAll(loaders(names))) yield found(match, true)
  for (const match of source.matchAll(ownPath)) yield found(match, false)
}

function refuse(path: string, target: string, loaded: boolean): string | null {
  const own = topOf(path)
  if (own === '') return null // the tools' own configuration files
  const allowed = arrows[own]
  if (!allowed) return `${own}/ is not in the table of folders`

  const door = doors[packageOf(target)]
  if (door && !door.includes(own)) return `${packageOf(target)} is imported in ${door.join('/, ')}/ only`

  if (target.startsWith('/')) return `"${target}" is a path of one machine`
  if (target.startsWith('.')) {
    const whole = posix.normalize(posix.join(posix.dirname(path), target))
    const reached = topOf(whole)
    // A path that is not loaded may be any file's; it counts when it leads to a folder of the table.
    const fine = reached === own || (!loaded && (!arrows[reached] || built.test(whole)))
    return fine ? null : `"${target}" leaves ${own}/: across folders imports are written #${reached}/…`
  }
  if (!target.startsWith('#')) return null // a package, or Node itself

  const reached = topOf(target.slice(1))
  if (reached === own) return null
  if (!arrows[reached]) return `"${target}" is no folder of the table`
  if (arrows[reached] === '*' && !(own === 'bench' && reached === 'e2e')) return `nothing imports ${reached}/`
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
  /\.test\.[cm]?[jt]sx?$|\/testing\//.test(path)

/** Blanks whole-line and block comments and keeps the lines, so that prose about imports is no import. */
const withoutComments = (text: string) =>
  text
    .replace(/(^|[\s(])\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ' '))
    .replace(/^\s*\/\/.*$/gm, line => ' '.repeat(line.length))
