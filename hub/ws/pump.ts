import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { Figures } from '../live/figures.ts'
import type { Connection } from './connection.ts'
import { type Frame, together } from './frame.ts'

/** So long at a time, then the loop goes round: commands, pings and Redis do not wait for ten thousand readers. */
const sliceMs = 4
const lookEvery = 8
/** A frame for many topics is not made larger than that, nor so many different ones. */
const togetherBytes = 64 * 1024
const cohortsMax = 256

/**
 * Brings telemetry to connections: each once, with all that it is due. Those that do not read are passed by and
 * come again when they have drained.
 *
 *   tick, join, drain --add--> queue --a few ms a turn of the loop--> one write a connection
 */
export function createPump({ figures, log }: { figures: Figures; log: Log }) {
  const queue = new Set<Connection>()
  let running = false
  let publishedAt = performance.now()
  let cohorts = createCohorts()

  function run() {
    const end = performance.now() + sliceMs
    let count = 0
    for (const connection of queue) {
      queue.delete(connection)
      try {
        deliver(connection)
      } catch (err) {
        log.error({ err, topics: [...connection.topics] }, 'telemetry not delivered')
      }
      if (++count % lookEvery === 0 && performance.now() > end) break
    }
    running = queue.size > 0
    if (running) setImmediate(run)
  }

  function deliver(connection: Connection) {
    if (!connection.open) return
    const { readers } = connection
    if (connection.backlogBytes > Limits.wsTelemetryBacklogBytes) return passBy(connection)
    const shared: Frame[] = []
    const own: Frame[] = []
    let begins = false
    for (const reader of readers) {
      const frame = reader.channel.frameFor(reader)
      if (frame) (frame.shared ? shared : own).push(frame)
      begins ||= reader.seq < 0
    }
    const due = shared.length + own.length
    if (due > 0 && !write(connection, shared, own)) return passBy(connection)
    for (const reader of readers) reader.channel.arrived(reader)
    if (connection.behind) {
      connection.behind = false
      figures.behind(-1)
    }
    if (due > 0 && !begins) figures.lag('telemetry', performance.now() - publishedAt)
  }

  function write(connection: Connection, shared: Frame[], own: Frame[]): boolean {
    const joined = shared.length > 1 ? cohorts.join(shared) : null
    const frames = [...(joined ? [joined] : shared), ...own]
    if (frames.length === 1) return connection.offer(frames[0]!)
    let taken = true
    connection.cork(() => {
      for (const frame of frames) taken &&= connection.offer(frame)
    })
    return taken
  }

  function passBy(connection: Connection) {
    let due = 0
    for (const reader of connection.readers) if (reader.seq !== reader.channel.seq) due++
    figures.skipped(due)
    if (connection.behind) return
    connection.behind = true
    figures.behind(1)
  }

  return {
    add(connection: Connection) {
      queue.add(connection)
      if (running) return
      running = true
      setImmediate(run)
    },
    /** A tick: what was put together for the one before is of no use any more. */
    published() {
      publishedAt = performance.now()
      cohorts = createCohorts()
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

type Cohort = { frame: Frame | null; met: number; next: Map<Frame, Cohort> | null }

/** Connections that are due the same frames in the same order get one frame, made when the second of them comes. */
function createCohorts() {
  const root: Cohort = { frame: null, met: 0, next: null }
  return {
    join(frames: readonly Frame[]): Frame | null {
      let at = root
      let bytes = 0
      for (const frame of frames) {
        bytes += frame.bytes.length
        at.next ??= new Map()
        let next = at.next.get(frame)
        if (!next) {
          if (at.next.size >= cohortsMax) return null
          next = { frame: null, met: 0, next: null }
          at.next.set(frame, next)
        }
        at = next
      }
      if (bytes > togetherBytes || ++at.met < 2) return null
      return (at.frame ??= together(frames))
    },
  }
}
