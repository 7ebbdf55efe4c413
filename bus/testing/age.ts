import type { Bus } from '../connect.ts'

/** Lets time pass for one key: as if all that it holds had been written `ms` earlier. */
export async function age(bus: Bus, key: string, ms: number): Promise<void> {
  await bus.run(async redis => {
    const left = await redis.pttl(key)
    if (left <= ms) return redis.del(key)
    switch (await redis.type(key)) {
      case 'hash':
        await redis.hincrby(key, 'until', -ms)
        break
      case 'zset':
        for (const member of await redis.zrange(key, 0, '-1')) await redis.zincrby(key, -ms, member)
        break
      case 'list':
        for (const [i, at] of (await redis.lrange(key, 0, -1)).entries())
          await redis.lset(key, i, String(Number(at) - ms))
        break
    }
    return redis.pexpire(key, left - ms)
  })
}
