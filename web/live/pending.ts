import type { FromBrowser } from '#protocol/socket.ts'
import { LiveError } from './live-error.ts'

/** A command as its caller writes it: the number is ours. */
export type CommandBody = FromBrowser extends infer C
  ? C extends { id: number }
    ? Omit<C, 'id'>
    : never
  : never
export type Answer = Record<string, unknown>

type Waiting = {
  resolve(answer: Answer): void
  reject(error: LiveError): void
  timer: ReturnType<typeof setTimeout>
}

/** Commands that were sent and not answered yet. */
export function createPending({ timeoutMs, onTimeout }: { timeoutMs: number; onTimeout: () => void }) {
  const waiting = new Map<number, Waiting>()
  let last = 0

  const take = (id: number) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (one) clearTimeout(one.timer)
    return one
  }

  return {
    send(body: CommandBody, write: (text: string) => void): Promise<Answer> {
      const id = ++last
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          take(id)?.reject(new LiveError('timeout'))
          onTimeout()
        }, timeoutMs)
        waiting.set(id, { resolve, reject, timer })
        write(JSON.stringify({ ...body, id }))
      })
    },
    answered(id: number | null, answer: { ok: Answer } | { error: { code: string; message: string } }) {
      const one = id === null ? undefined : take(id)
      if (!one) return
      if ('ok' in answer) one.resolve(answer.ok)
      else one.reject(new LiveError(answer.error.code as LiveError['code'], answer.error.message))
    },
    /** The connection is gone, and with it the answers. */
    failAll() {
      for (const id of [...waiting.keys()]) take(id)?.reject(new LiveError('lost'))
    },
  }
}
