import type { BatteryFacts, Device, NetworkFacts } from '../report/device.ts'

/** A device that a test holds in its hand. */
export type HandDevice = Device & {
  facts: { battery: BatteryFacts | null; network: NetworkFacts | null }
  newRoute(): void
}

export function handDevice(): HandDevice {
  const listeners = new Set<() => void>()
  const facts: HandDevice['facts'] = {
    battery: { level: 0.8, charging: false, temperature: 31 },
    network: { type: 'wifi', generation: null, metered: false, signal: -50 },
  }
  return {
    facts,
    model: 'a test',
    osVersion: '1',
    battery: () => facts.battery,
    network: () => facts.network,
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
