import { release } from 'node:os'
import { AgentLimits } from '../limits.ts'
import type { Device } from './device.ts'
import { readBattery } from './linux-battery.ts'
import { defaultInterface, type Paths, readNetwork } from './linux-network.ts'
import { readPath } from './linux-path.ts'
import { clockZone } from './clock-zone.ts'
import { readText } from './read-text.ts'
import { watchRoute } from './route-watch.ts'

export const linuxPaths = {
  power: '/sys/class/power_supply',
  route: '/proc/net/route',
  route6: '/proc/net/ipv6_route',
  net: '/sys/class/net',
  wireless: '/proc/net/wireless',
  model: '/sys/devices/virtual/dmi/id/product_name',
  boardModel: '/proc/device-tree/model',
} as const

/** A Linux machine by what its kernel says. Where that says nothing (on macOS) nothing is known, and nothing breaks. */
export function linuxDevice(paths: Paths & Record<keyof typeof linuxPaths, string> = linuxPaths): Device {
  let battery = readBattery(paths.power)
  let network = readNetwork(paths)
  let path = readPath(paths)
  const look = () => {
    battery = readBattery(paths.power)
    network = readNetwork(paths)
    path = readPath(paths)
  }
  const timer = setInterval(look, AgentLimits.sysEachMs)
  return {
    model: (readText(paths.model) ?? readText(paths.boardModel))?.replaceAll('\0', '').slice(0, 120) ?? null,
    osVersion: release().slice(0, 120),
    timeZone: clockZone(),
    battery: () => battery,
    network: () => network,
    path: () => path,
    onNewRoute: fn =>
      watchRoute({
        also: () => defaultInterface(paths),
        onNew() {
          look()
          fn()
        },
      }),
    stop: () => clearInterval(timer),
  }
}
