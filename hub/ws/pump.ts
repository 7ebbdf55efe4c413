import { performance } from 'node:perf_hooks'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { Figures } from '../live/figures.ts'
import { type Cohort, createCohorts, nowhere } from './cohort.ts'
import type { Connection } from './connection.ts'
import type { Frame } from './frame.ts'

/** From so many on the members of a cohort are gone through as they are, and not queued one by one at each tick. */
const passFrom = 8
/** So long at a time, then the loop goes round: commands, pings and Redis do not wait for ten thousand readers. */
const sliceMs = 4
const lookEvery = 8

/**
 * Brings telemetry to connections: each once, with all that it is due. Those that do not read are passed by and
 * come again when they have drained.
 *
 *   tick, join, drain --> queue --a few ms a turn of the loop--> one write a connection
 */
export function createPump({ figures, log }: { figures: Figures; log: Log }) {
  const cohorts = createCohorts()
  const queue = new Set<Connection>()
  /** Large cohorts whose members are being gone through; `again`: it has moved meanwhile. */
  const passes = new Map<Cohort, { members: Iterator<Connection>; again: boolean }>()
  let running = false
  let publishedAt = performance.now()
  /** As of the last look at the clock. */
  let now = publishedAt

  function run() {
    now = performance.now()
    const end = now + sliceMs
    let count = 0
    for (const connection of due()) {
      try {
        deliver(connection)
      } catch (err) {
        log.error({ err, topics: [...connection.topics] }, 'telemetry not delivered')
      }
      if (++count % lookEvery > 0) continue
      now = performance.now()
      if (now > end) break
    }
    running = queue.size > 0 || passes.size > 0
    if (running) setImmediate(run)
  }
  function* due(): Generator<Connection> {
    for (const connection of queue) {
      queue.delete(connection)
      yield connection
    }
    for (const [cohort, pass] of passes) {
      for (let next = pass.members.next(); !next.done; next = pass.members.next()) yield next.value
      passes.delete(cohort)
      // Behind those that wait as well.
      if (pass.again) begin(cohort)
    }
  }
  const begin = (cohort: Cohort) => passes.set(cohort, { members: cohort.members.values(), again: false })
  function start() {
    if (running || (queue.size === 0 && passes.size === 0)) return
    running = true
    setImmediate(run)
  }

  function deliver(connection: Connection) {
    const { cohort, place } = connection
    if (!connection.open || !cohort || !place) return
    if (connection.backlogBytes > Limits.wsTelemetryBacklogBytes) return passBy(connection)
    if (place !== cohort.now) {
      if (!write(connection, cohort.framesFrom(place))) return passBy(connection)
      connection.place = cohort.now
      const begins = place !== cohort.before && place.seqs.includes(nowhere)
      if (!begins) figures.lag('telemetry', Math.max(0, now - publishedAt))
    }
    if (!connection.behind) return
    connection.behind = false
    figures.behind(-1)
  }

  function write(connection: Connection, frames: readonly Frame[]): boolean {
    if (frames.length === 1) return connection.offer(frames[0]!)
    let taken = true
    connection.cork(() => {
      for (const frame of frames) taken &&= connection.offer(frame)
    })
    return taken
  }

  function passBy(connection: Connection) {
    figures.skipped(connection.cohort!.countFrom(connection.place!))
    if (connection.behind) return
    connection.behind = true
    figures.behind(1)
  }

  function add(connection: Connection) {
    queue.add(connection)
    start()
  }

  return {
    add,
    enter: cohorts.enter,
    leave: cohorts.leave,
    /** Topics have moved: whoever hears one of them is due something. */
    published() {
      publishedAt = performance.now()
      for (const cohort of cohorts.all()) {
        if (!cohort.look()) continue
        const pass = passes.get(cohort)
        if (pass) pass.again = true
        else if (cohort.members.size >= passFrom) begin(cohort)
        else for (const connection of cohort.members) queue.add(connection)
      }
      start()
    },
    /** It is gone and will not drain. */
    forget(connection: Connection) {
      queue.delete(connection)
      if (!connection.behind) return
      connection.behind = false
      figures.behind(-1)
    },
  }
}
export type Pump = ReturnType<typeof createPump>
