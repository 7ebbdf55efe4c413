import type { Redis } from 'ioredis'
import type { z } from 'zod'
import type { Log } from '#kit/log.ts'
import { parseJson } from './json.ts'

type Handler = (text: string) => void

/** Of one SUBSCRIBE: few enough that no other answer waits long behind it. */
const channelsAtOnce = 500

/** Which channels this process hears. The table outlives the connection and is played to each new one. */
export function createSubscriptions(redis: Redis, log: Log) {
  const channels = new Map<string, Set<Handler>>()
  /** What Redis was told on this connection, and when it has agreed. */
  const told = new Map<string, Promise<void>>()
  /** Came or went in this turn of the loop. */
  let touched = new Set<string>()
  let turn: Promise<void> | null = null
  let live = false
  let failing = false
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
      told.clear()
      await Promise.all(subscribeTo([...channels.keys()]))
      setLive(redis.status === 'ready')
      failing = false
    } catch (err) {
      log[failing ? 'debug' : 'warn']({ err }, 'could not subscribe')
      failing = true
      redis.disconnect(true)
    }
  })
  redis.on('close', () => setLive(false))

  function subscribeTo(names: string[]): Promise<unknown>[] {
    return inChunks(names).map(some => {
      const said = redis.subscribe(...some)
      // Failing means that the connection broke, and the next one plays the whole table.
      const agreed = said.then(
        () => {},
        () => redis.disconnect(true),
      )
      for (const name of some) told.set(name, agreed)
      return said
    })
  }

  /** Ten thousand readers who come in one turn are a few commands, and who leaves and comes back in it is none. */
  function settle(): Promise<void> {
    return (turn ??= new Promise<void>(go => setImmediate(go)).then(() => {
      const names = [...touched]
      touched = new Set()
      turn = null
      if (redis.status !== 'ready') return
      for (const said of subscribeTo(names.filter(name => channels.has(name) && !told.has(name))))
        said.catch(() => {}) // told above
      const gone = names.filter(name => !channels.has(name) && told.delete(name))
      for (const some of inChunks(gone)) redis.unsubscribe(...some).catch(() => {})
    }))
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
      if (!told.has(channel)) {
        touched.add(channel)
        await settle()
      }
      await told.get(channel)
      return () => {
        if (!handlers.delete(handle) || handlers.size > 0) return
        channels.delete(channel)
        touched.add(channel)
        void settle()
      }
    },
  }
}

function inChunks(names: string[]): string[][] {
  const chunks: string[][] = []
  for (let i = 0; i < names.length; i += channelsAtOnce) chunks.push(names.slice(i, i + channelsAtOnce))
  return chunks
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
