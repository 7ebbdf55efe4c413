import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PathFacts } from './device.ts'
import { cellular, defaultInterface, type Paths } from './linux-network.ts'
import { readText } from './read-text.ts'

/** The interface that the default route takes: what fits into a packet there, and whether it is a tunnel itself. */
export function readPath(paths: Paths): PathFacts | null {
  const name = defaultInterface(paths)
  return name === null ? null : pathBy(name, paths.net)
}

export function pathBy(name: string, net: string): PathFacts {
  const mtu = Number(readText(join(net, name, 'mtu')) ?? NaN)
  return {
    mtu: Number.isInteger(mtu) && mtu >= 68 && mtu <= 65_536 ? mtu : null,
    tunnel: tunnels.test(name) || isTunnel(join(net, name), name),
  }
}

/** As VPNs and dial-up lines name them. */
const tunnels = /^(tun|tap|utun|wg|ppp|ipsec)/
/** What has no link layer of its own. A modem in raw mode has none either, and is no tunnel. */
const noLinkLayer = '65534'

const isTunnel = (folder: string, name: string): boolean =>
  existsSync(join(folder, 'tun_flags')) ||
  (readText(join(folder, 'type')) === noLinkLayer && !cellular.test(name))
