import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { NetworkFacts } from './device.ts'
import { readText } from './read-text.ts'

export type Paths = { route: string; route6: string; net: string; wireless: string }

/** The interface of the default route, the one with the least metric; v4's first. */
export function defaultInterface(paths: Paths): string | null {
  return best(routesV4(readText(paths.route))) ?? best(routesV6(readText(paths.route6)))
}

export function readNetwork(paths: Paths): NetworkFacts | null {
  const name = defaultInterface(paths)
  if (name === null) return null
  const wireless = ['wireless', 'phy80211'].some(it => existsSync(join(paths.net, name, it)))
  const type = wireless || name.startsWith('wl') ? 'wifi' : cellular.test(name) ? 'cellular' : 'ethernet'
  return {
    type,
    generation: null,
    metered: type === 'cellular',
    signal: type === 'wifi' ? signalOf(readText(paths.wireless), name) : null,
  }
}

/** Modems by the names that kernels and phones give them. */
export const cellular = /^(wwan|wwp|ww[a-z]*\d|rmnet|ccmni|pdp|ppp|v4-rmnet|clat)/

type Route = { name: string; metric: number }
const best = (routes: Route[]) => routes.toSorted((a, b) => a.metric - b.metric)[0]?.name ?? null

/** Iface Destination Gateway Flags RefCnt Use Metric Mask …; flag 1 is up. */
function routesV4(text: string | null): Route[] {
  return rows(text).flatMap(([name, destination, , flags, , , metric, mask]) =>
    destination === '00000000' && mask === '00000000' && (parseInt(flags ?? '0', 16) & 1) === 1
      ? [{ name: name!, metric: Number(metric) }]
      : [],
  )
}

/** Destination prefix source prefix next metric refs use flags name; lo's is what refuses. */
function routesV6(text: string | null): Route[] {
  return rows(text).flatMap(([destination, prefix, , , , metric, , , flags, name]) =>
    /^0+$/.test(destination ?? '') &&
    prefix === '00' &&
    name !== 'lo' &&
    (parseInt(flags ?? '0', 16) & 1) === 1
      ? [{ name: name!, metric: parseInt(metric!, 16) }]
      : [],
  )
}

/** /proc/net/wireless: `wlan0: 0000   54.  -56.  -256 …`; the level is the fourth. */
function signalOf(text: string | null, name: string): number | null {
  const level = rows(text).find(([first]) => first === `${name}:`)?.[3]
  const dbm = level === undefined ? NaN : parseFloat(level)
  return dbm < 0 ? dbm : null
}

const rows = (text: string | null) => (text ?? '').split('\n').map(line => line.trim().split(/\s+/))
