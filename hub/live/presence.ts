import { createCensus } from '#bus/census.ts'
import { type Bus, BusDown } from '#bus/connect.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { Limits } from '#protocol/limits.ts'
import type { Online } from '#protocol/rest/staff.ts'

/** As the sockets of users take their slots (hub/ws): the key is the user, the holder their login session. */
const slotsOfUsers = 'ws:user'

/**
 * Who is online, over all hubs: whoever has an open socket, on as many devices as they have login sessions with one.
 * Derived from the slots of the sockets, so it says what is true of them and needs no keeping of its own. Null: Redis
 * is away, and nobody knows.
 */
export function createPresence({ bus, log }: { bus: Bus; log: Log }) {
  const census = createCensus(bus, slotsOfUsers)
  let online: Online | null = null

  async function orNull<T>(ask: Promise<T>): Promise<T | null> {
    try {
      return await ask
    } catch (err) {
      if (!(err instanceof BusDown)) log.warn({ err }, 'presence is not known')
      return null
    }
  }
  async function look() {
    const total = await orNull(census.total())
    online = total && { users: total.keys, devices: total.holders }
  }
  const stopLooking = every(Limits.telemetryMs, look, { log, unref: true })
  void look()

  return {
    /** On how many devices each of them is; 0 is offline. */
    devicesOf: (users: readonly string[]): Promise<Map<string, number> | null> =>
      orNull(census.holders(users)),
    /** As of the last second. */
    get online(): Online | null {
      return online
    },
    stop: () => void stopLooking(),
  }
}
export type Presence = ReturnType<typeof createPresence>
