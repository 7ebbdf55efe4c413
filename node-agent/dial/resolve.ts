import { lookup, Resolver } from 'node:dns/promises'
import { AgentLimits } from '../limits.ts'

/** What is known of a name; each family comes when it comes, and none is an empty list. Neither rejects. */
export type Found = { v6: Promise<readonly string[]>; v4: Promise<readonly string[]> }
export type Resolve = (name: string) => Found
export type NameServer = {
  resolve: Resolve
  /** Another network has other servers, and other answers. */
  forget(): void
}

type Family = { addresses: readonly string[]; ttlMs: number; lost: boolean }
type Kept = Found & { until: number }

/**
 * Names, asked for by the device itself: both families at once and each on its own, as RFC 8305 wants it. The
 * system's own look-up (four at a time, both families or nothing) is for what only it knows: names without a dot, and
 * everything where there is no name server to be asked directly.
 */
export function createNameServer(o: { servers?: readonly string[]; now?: () => number } = {}): NameServer {
  const now = o.now ?? (() => performance.now())
  const kept = new Map<string, Kept>()
  let resolver = createResolver()

  function createResolver(): Resolver {
    const it = new Resolver({ timeout: AgentLimits.dnsTimeoutMs, tries: AgentLimits.dnsTries })
    if (o.servers) it.setServers(o.servers)
    return it
  }

  async function ask(name: string, family: 4 | 6): Promise<Family> {
    try {
      const found =
        family === 4
          ? await resolver.resolve4(name, { ttl: true })
          : await resolver.resolve6(name, { ttl: true })
      const ttlMs = Math.min(...found.map(it => it.ttl)) * 1_000
      return { addresses: found.map(it => it.address), ttlMs, lost: false }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return { ...nothing, lost: code !== 'ENOTFOUND' && code !== 'ENODATA' }
    }
  }

  function askBoth(name: string): { v6: Promise<Family>; v4: Promise<Family> } {
    // RFC 6761: this name is never asked for.
    if (name === 'localhost' || name.endsWith('.localhost'))
      return { v6: Promise.resolve(fixed('::1')), v4: Promise.resolve(fixed('127.0.0.1')) }
    if (!name.includes('.')) return bySystem(name)
    const v6 = ask(name, 6)
    const v4 = ask(name, 4)
    if (o.servers) return { v6, v4 }
    const system = Promise.all([v6, v4]).then(both => (both.every(it => it.lost) ? bySystem(name) : null))
    const orSystem = async (own: Promise<Family>, family: 'v6' | 'v4') => {
      const answer = await own
      return answer.lost ? ((await (await system)?.[family]) ?? answer) : answer
    }
    return { v6: orSystem(v6, 'v6'), v4: orSystem(v4, 'v4') }
  }

  function find(name: string): Kept {
    const { v6, v4 } = askBoth(name)
    const entry: Kept = { v6: v6.then(addressesOf), v4: v4.then(addressesOf), until: Infinity }
    void Promise.all([v6, v4]).then(both => {
      const ttls = both.filter(it => it.addresses.length > 0).map(it => it.ttlMs)
      const ttlMs =
        ttls.length === 0 || both.some(it => it.lost) ? AgentLimits.dnsCacheFailedMs : Math.min(...ttls)
      entry.until = now() + Math.min(Math.max(ttlMs, AgentLimits.dnsCacheMinMs), AgentLimits.dnsCacheMaxMs)
    })
    return entry
  }

  return {
    resolve(name) {
      let entry = kept.get(name)
      if (!entry || entry.until <= now()) {
        kept.delete(name)
        entry = find(name)
        kept.set(name, entry)
        // The oldest goes first.
        if (kept.size > AgentLimits.dnsCacheNames) kept.delete(kept.keys().next().value!)
      }
      return entry
    },
    forget() {
      kept.clear()
      resolver.cancel()
      resolver = createResolver()
    },
  }
}

const nothing: Family = { addresses: [], ttlMs: 0, lost: false }
const fixed = (address: string): Family => ({ addresses: [address], ttlMs: Infinity, lost: false })
const addressesOf = (it: Family) => it.addresses

function bySystem(name: string): { v6: Promise<Family>; v4: Promise<Family> } {
  const all = lookup(name, { all: true }).catch(() => [])
  const of = (family: number) =>
    all.then(found => ({
      addresses: found.filter(it => it.family === family).map(it => it.address),
      ttlMs: AgentLimits.dnsCacheMinMs,
      lost: false,
    }))
  return { v6: of(6), v4: of(4) }
}
