import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BatteryFacts } from './device.ts'
import { readText } from './read-text.ts'

/** The first battery of the machine itself (not of its mouse) in /sys/class/power_supply. */
export function readBattery(folder: string): BatteryFacts | null {
  const supplies = namesIn(folder).map(name => {
    const read = (file: string) => readText(join(folder, name, file))
    return { read, type: read('type') }
  })
  const battery = supplies.find(
    it => it.type === 'Battery' && it.read('scope') !== 'Device' && it.read('present') !== '0',
  )
  if (!battery) return null
  const status = battery.read('status')
  const fed = supplies.some(it => it.type !== 'Battery' && it.read('online') === '1')
  return {
    level: levelOf(battery.read),
    // Full, or kept from charging by the firmware, on a plug: it does not drain.
    charging: status === 'Charging' || (status !== 'Discharging' && (status === 'Full' || fed)),
    temperature: tenths(battery.read('temp')),
  }
}

function levelOf(read: (file: string) => string | null): number | null {
  const percent = number(read('capacity'))
  if (percent !== null) return within(percent / 100)
  for (const what of ['energy', 'charge']) {
    const [now, full] = [number(read(`${what}_now`)), number(read(`${what}_full`))]
    if (now !== null && full !== null && full > 0) return within(now / full)
  }
  return null
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

const number = (text: string | null) => (text !== null && /^-?\d+$/.test(text) ? Number(text) : null)
const within = (level: number) => Math.min(1, Math.max(0, level))
const tenths = (text: string | null) => {
  const value = number(text)
  return value === null ? null : value / 10
}
