import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { getPin, setPin } from '#bus/pins.ts'

/** So long is Redis asked for a pin that is not known here; then it is gone on without. */
const askMs = 100
const most = 200_000

type Pin = { node: string; until: number }

/**
 * Which node a name of a proxy user is pinned to: from when it was pinned, for as long as the name says. Kept in Redis
 * as well, for the other edges and for this one after a restart.
 */
export function createPins(bus: Bus, { now }: { now: () => number }) {
  const pins = new Map<string, Pin>()
  const asking = new Map<string, Promise<string | null>>()
  const keyOf = (proxyUser: string, name: string) => `${proxyUser}:${name}`

  function keep(key: string, pin: Pin): void {
    pins.delete(key)
    pins.set(key, pin)
    // The oldest go first; those that have run out are among them.
    for (const old of pins.keys()) {
      if (pins.size <= most) break
      pins.delete(old)
    }
  }

  async function ask(proxyUser: string, name: string): Promise<string | null> {
    const late = Promise.withResolvers<null>()
    const timer = setTimeout(() => late.resolve(null), askMs)
    const kept = getPin(bus, proxyUser, name).catch((err: unknown) => {
      if (!(err instanceof BusDown)) throw err
      return null
    })
    const found = await Promise.race([kept, late.promise]).finally(() => clearTimeout(timer))
    if (found) keep(keyOf(proxyUser, name), { node: found.node, until: now() + found.leftMs })
    return found?.node ?? null
  }

  return {
    /** At once when it is known here. */
    get(proxyUser: string, name: string): string | null | Promise<string | null> {
      const key = keyOf(proxyUser, name)
      const pin = pins.get(key)
      if (pin && pin.until > now()) return pin.node
      pins.delete(key)
      const running = asking.get(key)
      if (running) return running
      const asked = ask(proxyUser, name).finally(() => asking.delete(key))
      asking.set(key, asked)
      return asked
    },
    /** The one that is pinned by now: two connections that come at once are not pinned to two nodes. */
    pinned(proxyUser: string, name: string): string | null {
      const pin = pins.get(keyOf(proxyUser, name))
      return pin && pin.until > now() ? pin.node : null
    },
    set(proxyUser: string, name: string, node: string, ms: number): void {
      keep(keyOf(proxyUser, name), { node, until: now() + ms })
      setPin(bus, proxyUser, name, node, ms).catch((err: unknown) => {
        if (!(err instanceof BusDown)) throw err
      })
    },
  }
}
export type Pins = ReturnType<typeof createPins>
