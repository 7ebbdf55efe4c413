import { Limits } from '#protocol/limits.ts'
import type { Bus } from './connect.ts'
import { keys } from './names.ts'

// edge --(open sessions)--> hash `session:<id>`, which expires when its edge does not speak of it any more

export type KeptSession = Record<'account' | 'proxyUser' | 'login' | 'node' | 'edge' | 'target', string> & {
  startedAt: number
}

/** One write for all that has changed; a session is told of again well before `Limits.sessionKeepMs`. */
export async function keepSessions(
  bus: Bus,
  o: {
    opened: readonly (KeptSession & { id: string })[]
    alive: readonly string[]
    ended: readonly string[]
  },
): Promise<void> {
  await bus.run(async redis => {
    const asked: Promise<unknown>[] = []
    for (const { id, ...facts } of o.opened)
      asked.push(redis.hset(keys.session(id), facts), redis.pexpire(keys.session(id), Limits.sessionKeepMs))
    for (const id of o.alive) asked.push(redis.pexpire(keys.session(id), Limits.sessionKeepMs))
    for (const id of o.ended) asked.push(redis.del(keys.session(id)))
    await Promise.all(asked)
  })
}

export async function readSession(bus: Bus, id: string): Promise<KeptSession | null> {
  const it = await bus.run(redis => redis.hgetall(keys.session(id)))
  if (!it['edge']) return null
  return { ...(it as Record<keyof KeptSession, string>), startedAt: Number(it['startedAt']) }
}
