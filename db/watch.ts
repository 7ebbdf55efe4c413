import type { IConnected } from 'pg-promise'
import type { IClient } from 'pg-promise/typescript/pg-subset'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { cutLine } from './pgp.ts'

export type Watch = {
  readonly up: boolean
  /** Looks now; true when PostgreSQL answered. */
  look(): Promise<boolean>
  stop(): Promise<void>
}

type Line = IConnected<unknown, IClient>
const pingMs = 1_000
const answerMs = 2_000

/** Knows whether PostgreSQL is there, over a connection of its own: a busy pool is no reason to call it away. */
export function watchDb(o: { dial: (onLost: () => void) => Promise<Line>; log: Log }): Watch {
  let up: boolean | null = null
  let line: Line | null = null
  let looking: Promise<boolean> | null = null
  let stopped = false

  function found(now: boolean, reason?: string): boolean {
    if (now !== up && !stopped) {
      if (now) o.log.info('postgres is reachable')
      else o.log.error({ reason }, 'postgres is away')
    }
    return (up = now)
  }

  function hangUp(reason: string): void {
    const lost = line
    line = null
    if (lost) {
      cutLine(lost.client)
      Promise.resolve(lost.done()).catch(() => undefined)
    }
    found(false, reason)
  }

  async function ask(): Promise<boolean> {
    if (stopped) return false
    try {
      line ??= await o.dial(() => hangUp('the connection was lost'))
      await line.client.query({ text: 'select 1', query_timeout: answerMs })
      return found(true)
    } catch (e) {
      hangUp(e instanceof Error ? e.message || (e as NodeJS.ErrnoException).code || e.name : String(e))
      return false
    }
  }

  const look = () => (looking ??= ask().finally(() => (looking = null)))
  const stopTimer = every(pingMs, async () => void (await look()), { log: o.log })

  return {
    get up() {
      return up === true
    },
    look,
    async stop() {
      stopped = true
      await stopTimer()
      await looking
      up = false
      await Promise.resolve(line?.done()).catch(() => undefined)
    },
  }
}
