import { randomUUID } from 'node:crypto'
import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { createEventLog, type EventLog } from '#bus/log.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { Topic } from '#protocol/topics.ts'

/** Says an event on a reliable topic, once however often it is tried. Whoever says it does not wait. */
export type Post = (topic: Topic, event: object, key?: string) => void
type Waiting = { key: string; event: object }

/** Of one round: as many topics, each with its oldest event. */
const topicsAtOnce = 100

/*
 * post --> waiting, a queue a topic --one at a time, by key--> the row in Redis
 */
export function createPoster(o: { bus: Bus; log: Log; events?: EventLog; most?: number }) {
  const { bus, log, events = createEventLog(bus), most = Limits.postWaiting } = o
  const waiting = new Map<Topic, Waiting[]>()
  let count = 0
  let dropped = 0
  let working: Promise<void> | null = null

  async function say(topic: Topic, queue: Waiting[]): Promise<void> {
    const { key, event } = queue[0]!
    try {
      await events.append(topic, key, event)
    } catch (err) {
      if (err instanceof BusDown) throw err
      log.error({ err, topic }, 'an event was not said')
    }
    queue.shift()
    count--
    if (queue.length === 0) waiting.delete(topic)
  }

  /** Until nothing waits or Redis is away. What was taken without an answer is said again under its key. */
  async function work(): Promise<void> {
    while (waiting.size > 0 && bus.up) {
      const round = [...waiting].slice(0, topicsAtOnce)
      const done = await Promise.allSettled(round.map(([topic, queue]) => say(topic, queue)))
      if (done.some(one => one.status === 'rejected')) await pause()
    }
    if (dropped > 0 && waiting.size === 0) {
      log.error({ dropped }, 'events were dropped while redis was away')
      dropped = 0
    }
  }
  function begin(): void {
    working ??= work().finally(() => {
      working = null
      if (waiting.size > 0 && bus.up) begin()
    })
  }
  const offBus = bus.onChange(up => up && begin())

  const post: Post = (topic, event, key = randomUUID()) => {
    if (count >= most) {
      if (dropped++ === 0)
        log.error({ topic, most }, 'too many events wait for redis: the newest are dropped')
      return
    }
    const queue = waiting.get(topic) ?? []
    waiting.set(topic, queue)
    queue.push({ key, event })
    count++
    begin()
  }
  return {
    post,
    get waiting() {
      return count
    },
    /** Lets what waits go out, if Redis is there. */
    async stop() {
      await working
      offBus()
      if (count > 0) log.error({ dropped: count }, 'events were not said before the stop')
    },
  }
}
export type Poster = ReturnType<typeof createPoster>

/** A Redis that has just refused: the bus says so a moment later, or it serves again. */
const pause = () => new Promise(go => setTimeout(go, 50))
