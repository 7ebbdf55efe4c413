import type { Random } from '#wire/fuzz/random.ts'
import type { BatteryFacts, Device, NetworkFacts } from '../report/device.ts'

export type ImaginedDevice = Device & {
  /** Time passes; so many bytes went through the device in it. */
  pass(ms: number, bytes: number): void
}

const models = [
  ['Pixel 8', '15'],
  ['Pixel 6a', '14'],
  ['Galaxy S23', '14'],
  ['Galaxy A54', '14'],
  ['Redmi Note 12', '13'],
  ['Moto G84', '13'],
  ['Xperia 10 V', '14'],
  ['Nokia X30', '13'],
] as const

// Of a phone: a share of its battery in an hour.
const idleDrain = 0.02
const fullLoadDrain = 0.18
const fullLoadBytesASecond = 2e6
const chargeRate = 0.5
const hourMs = 3_600_000
/** Between two changes of the network, on the average. */
const networkEachMs = 40 * 60_000

/** A phone as one carries it about: it drains and is charged, leaves the Wi-Fi and comes back to it. */
export function imagineDevice(random: Random, timeZone: string | null = null): ImaginedDevice {
  const share = () => random.int(1_000_000) / 1_000_000
  const between = (low: number, high: number) => low + share() * (high - low)
  const listeners = new Set<() => void>()
  const stationary = random.chance(20)
  const [model, version] = random.pick(models)
  let level = between(0.25, 1)
  let charging = random.chance(4)
  let warmth = 0
  let plugAt = between(0.12, 0.35)
  let unplugAt = between(0.85, 1)
  let network = stationary ? wired : imagineNetwork()

  function imagineNetwork(): NetworkFacts {
    if (random.int(100) < 50) {
      const metered = random.chance(12)
      return { type: 'wifi', generation: null, metered, signal: -40 - random.int(40) }
    }
    const generation = random.pick(['5g', '5g', '4g', '4g', '4g', '3g'])
    return { type: 'cellular', generation, metered: !random.chance(5), signal: -70 - random.int(45) }
  }

  function moveOn(): void {
    const before = network
    network = imagineNetwork()
    // From 4G to 5G the address stays; to Wi-Fi and back it does not.
    if (network.type !== before.type || (network.type === 'wifi' && random.chance(2)))
      for (const fn of listeners) fn()
  }

  return {
    model: stationary ? 'Raspberry Pi 5' : model,
    osVersion: stationary ? '6.12' : `Android ${version}`,
    timeZone,
    battery: (): BatteryFacts | null =>
      stationary
        ? null
        : {
            level: Math.round(level * 100) / 100,
            charging,
            temperature: Math.round((24 + warmth * 12 + (charging ? 5 : 0)) * 10) / 10,
          },
    network: () => network,
    path: () => ({ mtu: network.type === 'cellular' ? 1_430 : 1_500, tunnel: false }),
    onNewRoute(fn) {
      listeners.add(fn)
      return () => listeners.delete(fn)
    },
    stop() {},
    pass(ms, bytes) {
      // With `--speed 0` nothing about them changes.
      if (stationary || ms === 0) return
      const load = Math.min(1, (bytes * 1000) / ms / fullLoadBytesASecond)
      warmth += (load - warmth) * Math.min(1, ms / 120_000)
      const drain = idleDrain + fullLoadDrain * load
      level = Math.min(1, Math.max(0.01, level + ((charging ? chargeRate : 0) - drain) * (ms / hourMs)))
      if (!charging && level < plugAt) {
        charging = true
        unplugAt = between(0.85, 1)
      } else if (charging && level >= unplugAt) {
        charging = false
        plugAt = between(0.12, 0.35)
      }
      if (share() < ms / networkEachMs) moveOn()
      else if (network.signal !== null && random.chance(10))
        network = { ...network, signal: network.signal + random.int(3) - 1 }
    },
  }
}

const wired: NetworkFacts = { type: 'ethernet', generation: null, metered: false, signal: null }
