import type { Told } from '#protocol/live/telemetry.ts'
import type { ToBrowser } from '#protocol/socket.ts'

/** What a crowd looks at of a message: the rest of it is not decoded. */
export type Heard =
  | { kind: 'snapshot' | 'delta'; topic: string; seq: number; from: number | null; at: number; text: string }
  | { kind: 'ok' | 'error'; re: number | null; text: string }
  | { kind: 'bye'; code: number; retryAfterMs: number }

const headChars = 200
const told =
  /^\{"topic":"([^"]+)"(?:,"epoch":"[^"]*")?,"seq":(\d+)(?:,"from":(\d+))?,"(snapshot|delta)":\{"at":(\d+)/

/** The messages of a frame of the hub. One of telemetry is read by its beginning only, for there are very many. */
export function heardIn(frame: Buffer): Heard[] {
  const fast = told.exec(frame.toString('latin1', 0, headChars))
  if (fast) {
    const [, topic, seq, from, kind, at] = fast
    const merged = from === undefined ? null : Number(from)
    const text = () => frame.toString('utf8')
    return [
      {
        kind: kind as 'snapshot' | 'delta',
        topic: topic!,
        seq: Number(seq),
        from: merged,
        at: Number(at),
        // Decoded when it is asked for, which must be before the frame is gone.
        get text() {
          return text()
        },
      },
    ]
  }
  const all = JSON.parse(frame.toString()) as ToBrowser | ToBrowser[]
  return (Array.isArray(all) ? all : [all]).flatMap(slow)
}

function slow(message: ToBrowser): Heard[] {
  const text = JSON.stringify(message)
  if ('bye' in message) return [{ kind: 'bye', ...message.bye }]
  if ('re' in message) return [{ kind: 'ok' in message ? 'ok' : 'error', re: message.re, text }]
  if ('event' in message) return []
  const { topic, seq } = message
  const atOf = (told: unknown) => (told as Told).at
  if ('snapshot' in message) {
    return [{ kind: 'snapshot', topic, seq, from: null, at: atOf(message.snapshot), text }]
  }
  return [{ kind: 'delta', topic, seq, from: message.from ?? null, at: atOf(message.delta), text }]
}
