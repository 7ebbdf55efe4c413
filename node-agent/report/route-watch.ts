import { createSocket, type SocketType } from 'node:dgram'
import { AgentLimits } from '../limits.ts'

/**
 * Watches which way packets would go. A datagram socket that is connected sends nothing, but the kernel has chosen
 * our address for it: that works where an app may not read the routing table, as on Android.
 */
export function watchRoute(o: {
  /** What else makes the way another one: the interface, where it can be read. */
  also?: () => string | null
  /** For tests: what the kernel would choose. */
  addresses?: () => Promise<string | null>
  everyMs?: number
  onNew(): void
}): () => void {
  const addresses = o.addresses ?? ownAddresses
  let known: string | null = null
  let asking = false

  async function look(): Promise<void> {
    if (asking) return
    asking = true
    const found = await addresses()
    asking = false
    // No way at all is no new way: the old one may come back as it was, and the connection with it.
    if (found === null) return
    const now = `${o.also?.() ?? ''} ${found}`
    if (known !== null && known !== now) o.onNew()
    known = now
  }

  void look()
  const timer = setInterval(look, o.everyMs ?? AgentLimits.routeEachMs)
  return () => clearInterval(timer)
}

/** Any public addresses: nothing is sent to them. */
const far = { udp4: '198.41.0.4', udp6: '2001:503:ba3e::2:30' } as const

async function ownAddresses(): Promise<string | null> {
  const [v4, v6] = await Promise.all([ownAddress('udp4'), ownAddress('udp6')])
  if (v4 === null && v6 === null) return null
  // A device changes its own half of a v6 address now and then for privacy's sake; the network's half counts.
  return `${v4 ?? ''} ${v6?.split(':').slice(0, 4).join(':') ?? ''}`
}

/** The address of ours from which it would be reached; null when there is no way there. */
export function ownAddress(type: SocketType & keyof typeof far): Promise<string | null> {
  return new Promise(resolve => {
    const socket = createSocket(type)
    const finish = (address: string | null) => {
      socket.close()
      resolve(address)
    }
    socket.once('error', () => finish(null))
    socket.connect(53, far[type], () => finish(socket.address().address))
  })
}
