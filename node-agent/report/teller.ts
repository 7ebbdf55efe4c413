import { Limits } from '#protocol/limits.ts'
import type { RestReason } from '#protocol/policy.ts'
import type { DeviceState } from '#protocol/tunnel.ts'
import { AgentLimits } from '../limits.ts'
import type { Device } from './device.ts'

type Ear = { say(message: DeviceState): void }
export type Teller = {
  /** Says the state now. */
  tell(ear: Ear, resting: RestReason | null): void
  /** Says it when there is news, or when it is time. */
  beat(ear: Ear, resting: RestReason | null): void
}

/** The device's state for its edge: when it changes, and once a minute. */
export function createTeller({
  device,
  now,
  clock = () => performance.now(),
}: {
  device: Device
  now(): Date
  /** Monotonic, in ms. */
  clock?: () => number
}): Teller {
  let said = ''
  let saidAt = -Infinity

  function tell(ear: Ear, resting: RestReason | null): void {
    const battery = device.battery()
    const network = device.network()
    const path = device.path()
    const { timeZone } = device
    ear.say({ type: 'state', battery, network, resting, timeZone, path, at: now().getTime() })
    said = gist(device, resting)
    saidAt = clock()
  }

  return {
    tell,
    beat(ear, resting) {
      const age = clock() - saidAt
      const news = gist(device, resting) !== said && age >= 60_000 / Limits.tunnelStateMessagesAMinute
      if (news || age >= AgentLimits.stateEachMs) tell(ear, resting)
    },
  }
}

/** What is worth a message: a signal moves all the time. */
function gist(device: Device, resting: RestReason | null): string {
  const battery = device.battery()
  const network = device.network()
  const signal = network?.signal ?? null
  return JSON.stringify([
    battery && [battery.level, battery.charging, battery.temperature && Math.round(battery.temperature)],
    network && [network.type, network.generation, network.metered],
    signal === null ? null : Math.round(signal / AgentLimits.signalStep),
    device.path(),
    resting,
  ])
}
