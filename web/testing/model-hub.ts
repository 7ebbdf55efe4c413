import type { Position, ToBrowser } from '#protocol/socket.ts'
import type { ScriptedHub, Visitor } from './scripted-hub.ts'

/** A hub with one telemetry topic and one reliable one, by the rules and as simple as they allow. */
export function createModelHub(
  hub: ScriptedHub,
  o: { telemetry: string; reliable: string; keeps: number; now: () => number },
) {
  const rows: Record<string, number> = {}
  const row: { epoch: string; seq: number; text: string }[] = []
  const telemetryEpoch = 'telemetry'
  let ticks = 0
  let epoch = '1000'
  const readers = new Map<Visitor, Set<string>>()
  const told = () => ({ at: o.now(), wholeSince: o.now() - 60_000 })
  const say = (topic: string, message: ToBrowser) => {
    for (const [visitor, topics] of readers) if (topics.has(topic)) visitor.say(message)
  }
  const texts = () => row.map(one => one.text)
  const kept = () => row.slice(-o.keeps)
  const isLast = ({ epoch, seq }: Position) => {
    const last = row.at(-1)
    return last ? last.epoch === epoch && last.seq === seq : seq === 0
  }

  function replay(visitor: Visitor, re: number, since: Position | undefined) {
    const topic = o.reliable
    const from = since && kept().findIndex(one => one.epoch === since.epoch && one.seq === since.seq)
    if (since && (isLast(since) || (from !== undefined && from >= 0))) {
      visitor.say({ re, ok: { topic, resumed: true } })
      const missed = isLast(since) ? [] : kept().slice(from! + 1)
      if (missed.length > 0) {
        visitor.say(...missed.map(one => ({ topic, epoch: one.epoch, seq: one.seq, event: one.text })))
      }
      return
    }
    const last = row.at(-1)
    const whole = { topic, epoch: last?.epoch ?? epoch, seq: last?.seq ?? 0, snapshot: texts() }
    visitor.say({ re, ok: { topic, resumed: false } }, { ...whole, ...(since && { reset: true as const }) })
  }

  async function serve(visitor: Visitor) {
    const topics = new Set<string>()
    readers.set(visitor, topics)
    void visitor.gone.then(() => readers.delete(visitor))
    for (;;) {
      const command = await visitor.command()
      if (command.do === 'unsubscribe') topics.delete(command.topic)
      if (command.do !== 'subscribe') {
        visitor.say({ re: command.id, ok: {} })
        continue
      }
      topics.add(command.topic)
      if (command.topic === o.reliable) replay(visitor, command.id, command.since)
      else
        visitor.say(
          { re: command.id, ok: { topic: o.telemetry } },
          {
            topic: o.telemetry,
            epoch: telemetryEpoch,
            seq: ticks,
            snapshot: { ...told(), rows: { ...rows } },
          },
        )
    }
  }

  return {
    /** Serves the next visitor, and whoever comes after. */
    async open() {
      for (;;) void serve(await hub.visitor())
    },
    cutAll() {
      for (const visitor of readers.keys()) visitor.cut()
    },
    /** Something happens in both topics. */
    happen(n: number) {
      ticks++
      const set = { [`row ${n % 7}`]: n }
      Object.assign(rows, set)
      say(o.telemetry, { topic: o.telemetry, seq: ticks, delta: { ...told(), rows: set } })
      const event = { epoch, seq: (row.at(-1)?.seq ?? 0) + 1, text: `event ${n}` }
      row.push(event)
      say(o.reliable, { topic: o.reliable, epoch, seq: event.seq, event: event.text })
    },
    /** Redis was started anew: the row goes on in another life. */
    newLife() {
      epoch = String(Number(epoch) + 1)
    },
    truth: () => ({ rows: { ...rows }, texts: texts() }),
  }
}
