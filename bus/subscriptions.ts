import type { Redis } from 'ioredis'
import type { z } from 'zod'
import type { Log } from '#kit/log.ts'
import { parseJson } from './json.ts'

type Handler = (text: string) => void

/** Which channels this process hears. The table outlives the connection and is played to each new one. */
export function createSubscriptions(redis: Redis, log: Log) {
  const channels = new Map<string, Set<Handler>>()
  let live = false
  let told = false
  let changed: () => void = () => {}

  function setLive(now: boolean): void {
    live = now
    changed()
  }

  redis.on('message', (channel: string, text: string) => {
    for (const handle of channels.get(channel) ?? []) handle(text)
  })
  redis.on('ready', async () => {
    try {
      if (channels.size > 0) await redis.subscribe(...channels.keys())
      setLive(redis.status === 'ready')
      told = false
    } catch (err) {
      log[told ? 'debug' : 'warn']({ err }, 'could not subscribe')
      told = true
      redis.disconnect(true)
    }
  })
  redis.on('close', () => setLive(false))

  async function join(channel: string): Promise<void> {
    if (redis.status !== 'ready') return
    // Failing means that the connection broke, and the next one plays the whole table.
    await redis.subscribe(channel).catch(() => redis.disconnect(true))
  }

  return {
    get live() {
      return live
    },
    onChange(fn: () => void): void {
      changed = fn
    },
    async subscribe<S extends z.ZodType>(channel: string, schema: S, fn: (message: z.output<S>) => void) {
      const handle = decoder(channel, schema, fn, log)
      const handlers = channels.get(channel) ?? new Set()
      channels.set(channel, handlers.add(handle))
      if (handlers.size === 1) await join(channel)
      return () => {
        if (!handlers.delete(handle) || handlers.size > 0) return
        channels.delete(channel)
        if (redis.status === 'ready') redis.unsubscribe(channel).catch(() => {})
      }
    },
  }
}

/** The border: JSON and schema here, once; inside, the types are true. Nothing a peer sends can throw. */
function decoder<S extends z.ZodType>(
  channel: string,
  schema: S,
  fn: (message: z.output<S>) => void,
  log: Log,
): Handler {
  return text => {
    const message = schema.safeParse(parseJson(text))
    if (!message.success)
      return log.warn({ channel, bytes: text.length, fault: message.error.issues[0] }, 'bad message dropped')
    try {
      fn(message.data)
    } catch (err) {
      log.error({ channel, err }, 'a message handler failed')
    }
  }
}
