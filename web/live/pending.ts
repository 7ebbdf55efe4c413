import type { FromBrowser } from '#protocol/socket.ts'
import { LiveError } from './live-error.ts'

/** A command as its caller writes it: the number is ours. */
export type CommandBody = FromBrowser extends infer C
  ? C extends { id: number }
    ? Omit<C, 'id'>
    : never
  : never
export type Answer = Record<string, unknown>
/** Called once, in the turn in which the answer came: what follows it in the same frame comes after it. */
export type Done = { ok(answer: Answer): void; failed(error: LiveError): void }
type Write = (text: string) => void

type Waiting = Done & {
  text: string
  /** It carries a `key`, so sending it twice does what sending it once does. */
  keyed: boolean
  /** Until its time is over, and until an answer to this one sending is overdue. */
  life: Timer
  overdue: Timer
}
type Timer = ReturnType<typeof setTimeout> | undefined

type Options = {
  timeoutMs: number
  /** A command with a key is sent again after a lost connection, for so long. */
  keepMs: number
  /** So many of them may wait. */
  keepMax: number
  onTimeout(): void
}

/** Commands that were not answered yet. */
export function createPending({ timeoutMs, keepMs, keepMax, onTimeout }: Options) {
  const waiting = new Map<number, Waiting>()
  let last = 0

  const take = (id: number) => {
    const one = waiting.get(id)
    waiting.delete(id)
    clearTimeout(one?.life)
    clearTimeout(one?.overdue)
    return one
  }
  const fail = (id: number, code: LiveError['code']) => take(id)?.failed(new LiveError(code))

  function put(id: number, one: Waiting, write: Write) {
    clearTimeout(one.overdue)
    one.overdue = setTimeout(() => {
      if (!one.keyed) fail(id, 'timeout')
      onTimeout()
    }, timeoutMs)
    write(one.text)
  }

  return {
    /** `write` is null while there is no connection: then only what carries a key waits for one. */
    send(body: CommandBody, write: Write | null, done: Done): void {
      const keyed = 'key' in body
      if (!write && !keyed) return done.failed(new LiveError('lost'))
      if (keyed && [...waiting.values()].filter(one => one.keyed).length >= keepMax) {
        return done.failed(new LiveError('too_many'))
      }
      const id = ++last
      const life = keyed ? setTimeout(() => fail(id, 'timeout'), keepMs) : undefined
      const one: Waiting = { ...done, text: JSON.stringify({ ...body, id }), keyed, life, overdue: undefined }
      waiting.set(id, one)
      if (write) put(id, one, write)
    },
    answered(id: number | null, answer: { ok: Answer } | { error: { code: string; message: string } }) {
      const one = id === null ? undefined : take(id)
      if (!one) return
      if ('ok' in answer) one.ok(answer.ok)
      else one.failed(new LiveError(answer.error.code as LiveError['code'], answer.error.message))
    },
    /** The connection is gone, and with it the answers. */
    lost() {
      for (const [id, one] of [...waiting]) {
        clearTimeout(one.overdue)
        if (!one.keyed) fail(id, 'lost')
      }
    },
    /** On the next connection, in the order in which they were first sent. */
    resend(write: Write) {
      for (const [id, one] of waiting) put(id, one, write)
    },
    failAll() {
      for (const id of [...waiting.keys()]) fail(id, 'lost')
    },
  }
}
