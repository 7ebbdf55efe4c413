import type { BatteryFacts, Device, NetworkFacts, PathFacts } from '../report/device.ts'

/** A device that a test holds in its hand. */
export type HandDevice = Device & {
  facts: { battery: BatteryFacts | null; network: NetworkFacts | null; path: PathFacts | null }
  newRoute(): void
}

export function handDevice(): HandDevice {
  const listeners = new Set<() => void>()
  const facts: HandDevice['facts'] = {
    battery: { level: 0.8, charging: false, temperature: 31 },
    network: { type: 'wifi', generation: null, metered: false, signal: -50 },
    path: { mtu: 1_500, tunnel: false },
  }
  return {
    facts,
    model: 'a test',
    osVersion: '1',
    timeZone: 'Asia/Tashkent',
    battery: () => facts.battery,
    network: () => facts.network,
    path: () => facts.path,
    onNewRoute(fn) {
      listeners.add(fn)
      return () => listeners.delete(fn)
    },
    newRoute() {
      for (const fn of listeners) fn()
    },
    stop() {},
  }
}
