import { createBodyTracker } from '../body.ts'
import { keepsAlive, requestFraming, type Framing } from '../framing.ts'
import { createHeadParser } from '../head-parser.ts'
import { HttpError } from '../http-error.ts'
import type { Seen } from './node-server.ts'

/** What these decoders make of all requests of a connection, in the words of `startNodeServer`. */
export function reads(bytes: Uint8Array): (Seen | 'broken')[] {
  const parser = createHeadParser({ maxBytes: 4_096, maxHeaders: 100, kind: 'request' })
  const seen: (Seen | 'broken')[] = []
  try {
    let rest: Uint8Array = bytes
    for (let found = parser.push(rest); found; found = parser.push(rest)) {
      const { head } = found
      const framing = requestFraming(head)
      const tracker = createBodyTracker(framing)
      const { taken } = tracker.push(found.rest)
      if (!tracker.done) return [...seen, 'broken']
      const body = contentOf(framing, found.rest.subarray(0, taken).toString('latin1'))
      seen.push({ method: head.method, target: head.target, headers: head.headers.flat(), body })
      if (!keepsAlive(head)) return seen
      rest = found.rest.subarray(taken)
    }
    return parser.held > 0 ? [...seen, 'broken'] : seen
  } catch (error) {
    if (error instanceof HttpError) return [...seen, 'broken']
    throw error
  }
}

/** Of a body that is known to be well made. */
function contentOf(framing: Framing, text: string): string {
  if (framing.kind !== 'chunked') return text
  let content = ''
  for (let at = 0; ;) {
    const line = text.indexOf('\r\n', at)
    const size = parseInt(text.slice(at, line), 16)
    if (size === 0) return content
    content += text.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
  }
}
