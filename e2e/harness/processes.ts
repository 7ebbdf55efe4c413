import { readdirSync, readFileSync } from 'node:fs'

export type Part = 'hub' | 'ledger' | 'proxy-edge' | 'fleet' | 'postgres' | 'redis'
const commands: Record<Part, RegExp> = {
  hub: /hub\/main\.ts/,
  ledger: /ledger\/main\.ts/,
  'proxy-edge': /proxy-edge\/main\.ts/,
  fleet: /node-agent\/fleet\/main\.ts/,
  postgres: /bin\/postgres .*-D/,
  redis: /(redis|valkey)-server/,
}

type Process = { pid: number; parent: number; command: string }

/** Every process below this one, as /proc shows them now. */
export function descendants(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(read)
  const found: Process[] = []
  let parents = new Set([root])
  while (parents.size > 0) {
    const children = all.filter(p => parents.has(p.parent))
    found.push(...children)
    parents = new Set(children.map(p => p.pid))
  }
  return found
}

export function pidOf(root: number, part: Part): number {
  const fits = descendants(root).filter(p => commands[part].test(p.command))
  // The outermost: PostgreSQL's own children carry its command line too.
  const first = fits.find(p => !fits.some(other => other.pid === p.parent))
  if (!first) throw new Error(`${part} does not run`)
  return first.pid
}

export const alive = (pid: number) => read(String(pid)).length > 0

function read(name: string): Process[] {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z') return []
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return [{ pid: Number(name), parent: Number(parent), command }]
  } catch {
    return [] // it ended while we looked
  }
}
