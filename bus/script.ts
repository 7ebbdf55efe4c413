import { createHash } from 'node:crypto'
import type { Commands } from './connect.ts'

/** What must be atomic in Redis is one Lua script; all of its keys share a slot. */
export type Script = (redis: Commands, keys: string[], args: (string | number)[]) => Promise<unknown>

export function script(lua: string): Script {
  const sha = createHash('sha1').update(lua).digest('hex')
  return async (redis, keys, args) => {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args)
    } catch (err) {
      // A server that has restarted, or another node of a cluster, has not seen it yet.
      if (!(err instanceof Error) || !err.message.startsWith('NOSCRIPT')) throw err
      return redis.eval(lua, keys.length, ...keys, ...args)
    }
  }
}

/** Redis's clock, so that hosts whose clocks differ agree. Begins the scripts that need the time. */
export const luaNow = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
`

/** Which run of which server this is: another one may have lost the last that was written. */
export const luaRun = `
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
`
