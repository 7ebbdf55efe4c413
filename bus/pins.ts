import type { Bus } from './connect.ts'
import { keys } from './names.ts'

/** The node that a name of a proxy user is pinned to, and for how long yet; shared by the edges, and after a restart. */
export async function getPin(
  bus: Bus,
  proxyUser: string,
  name: string,
): Promise<{ node: string; leftMs: number } | null> {
  const key = keys.pin(proxyUser, name)
  const [node, leftMs] = await bus.run(redis => Promise.all([redis.get(key), redis.pttl(key)]))
  return node !== null && leftMs > 0 ? { node, leftMs } : null
}

export async function setPin(
  bus: Bus,
  proxyUser: string,
  name: string,
  node: string,
  ms: number,
): Promise<void> {
  await bus.run(redis => redis.set(keys.pin(proxyUser, name), node, 'PX', ms))
}
