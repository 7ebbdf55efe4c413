import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { delimiter, join } from 'node:path'
import { z } from 'zod'
import { AgentLimits } from '../limits.ts'
import { clockZone } from './clock-zone.ts'
import type { BatteryFacts, Device, NetworkFacts, PathFacts } from './device.ts'
import { pathBy } from './linux-path.ts'
import { ownAddress, watchRoute } from './route-watch.ts'

// What the commands of the package termux-api print (the app Termux:API must be installed beside it).

const BatteryStatus = z.object({
  percentage: z.number().nullish(),
  plugged: z.string().nullish(),
  status: z.string().nullish(),
  temperature: z.number().nullish(),
})
const WifiInfo = z.object({
  ip: z.string().nullish(),
  rssi: z.number().nullish(),
  supplicant_state: z.string().nullish(),
})
const Telephony = z.object({
  data_state: z.string().nullish(),
  network_type: z.string().nullish(),
})

export function batteryOf(printed: unknown): BatteryFacts | null {
  const read = BatteryStatus.safeParse(printed)
  if (!read.success) return null
  const { percentage, plugged, status, temperature } = read.data
  return {
    level: percentage == null ? null : Math.min(1, Math.max(0, percentage / 100)),
    // Full on the charger says FULL or NOT_CHARGING; it is plugged in, and does not drain.
    charging: status === 'CHARGING' || status === 'FULL' || (plugged?.startsWith('PLUGGED') ?? false),
    temperature: temperature ?? null,
  }
}

/** Wi-Fi when it has an address: Android then sends everything through it. */
export function networkOf(wifi: unknown, telephony: unknown): NetworkFacts | null {
  const overWifi = WifiInfo.safeParse(wifi)
  if (overWifi.success) {
    const { ip, rssi, supplicant_state: state } = overWifi.data
    if (state === 'COMPLETED' && ip && ip !== '0.0.0.0')
      return { type: 'wifi', generation: null, metered: false, signal: rssi ?? null }
  }
  const overAir = Telephony.safeParse(telephony)
  if (overAir.success && overAir.data.data_state === 'connected')
    return {
      type: 'cellular',
      generation: generations[overAir.data.network_type ?? ''] ?? null,
      metered: true,
      signal: null,
    }
  return null
}

const generations: Record<string, string> = {
  ...ofAll('2g', 'gsm gprs edge cdma 1xrtt iden'),
  ...ofAll('3g', 'umts hsdpa hsupa hspa hspap evdo_0 evdo_a evdo_b ehrpd td_scdma'),
  ...ofAll('4g', 'lte iwlan'),
  ...ofAll('5g', 'nr'),
}
function ofAll(generation: string, types: string): Record<string, string> {
  return Object.fromEntries(types.split(' ').map(type => [type, generation]))
}

const commands = {
  battery: 'termux-battery-status',
  wifi: 'termux-wifi-connectioninfo',
  telephony: 'termux-telephony-deviceinfo',
} as const

/** Whether this is a phone with Termux's commands on its PATH. */
export const hasTermux = (path: string): boolean =>
  path.split(delimiter).some(folder => {
    try {
      accessSync(join(folder, commands.battery), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** Resolves when the phone was asked for the first time. */
export async function termuxDevice(o: { everyMs?: number } = {}): Promise<Device> {
  let battery: BatteryFacts | null = null
  let network: NetworkFacts | null = null
  let path: PathFacts | null = null
  let looking: Promise<void> | null = null

  async function look(): Promise<void> {
    const [ofBattery, wifi, telephony, way] = await Promise.all([
      printed(commands.battery),
      printed(commands.wifi),
      printed(commands.telephony),
      wayOut(),
    ])
    path = way ?? path
    // A command that hangs once in a while (the app was put to sleep) does not undo what is known.
    battery = batteryOf(ofBattery) ?? battery
    if (wifi !== null || telephony !== null) network = networkOf(wifi, telephony)
  }
  const lookOnce = () => (looking ??= look().finally(() => (looking = null)))

  const [model, osVersion, zone] = await Promise.all([
    property('ro.product.model'),
    property('ro.build.version.release'),
    property('persist.sys.timezone'),
    lookOnce(),
  ])
  const timer = setInterval(lookOnce, o.everyMs ?? AgentLimits.termuxEachMs)
  return {
    model,
    osVersion: osVersion && `Android ${osVersion}`,
    // Without Android's word Node takes UTC there, which no clock on the wall shows.
    timeZone: zone?.slice(0, 64) ?? clockZone(),
    battery: () => battery,
    network: () => network,
    path: () => path,
    onNewRoute: fn =>
      watchRoute({
        onNew() {
          void lookOnce()
          fn()
        },
      }),
    stop: () => clearInterval(timer),
  }
}

/** An app may not read the routes, but the kernel chooses one of our addresses, and that is some interface's. */
async function wayOut(): Promise<PathFacts | null> {
  const address = (await ownAddress('udp4')) ?? (await ownAddress('udp6'))
  if (address === null) return null
  const all = Object.entries(networkInterfaces())
  const name = all.find(([, addresses]) => addresses?.some(it => it.address === address))?.[0]
  return name === undefined ? null : pathBy(name, '/sys/class/net')
}

function output(command: string, args: string[] = []): Promise<string | null> {
  return new Promise(resolve => {
    const o = { timeout: AgentLimits.termuxTimeoutMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 } as const
    execFile(command, args, o, (error, stdout) => resolve(error ? null : stdout))
  })
}

async function printed(command: string): Promise<unknown> {
  const text = await output(command)
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

const property = async (name: string) => (await output('getprop', [name]))?.trim().slice(0, 120) || null
