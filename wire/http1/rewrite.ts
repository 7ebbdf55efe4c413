import { wantsUpgrade } from './framing.ts'
import { listOf, type RequestHead } from './head.ts'
import { HttpError } from './http-error.ts'

/** Between the client and this proxy only. */
const ours = new Set(['proxy-authorization', 'proxy-connection', 'proxy-authenticate', 'host'])
/** These say what the message is; no connection may take them away from it. */
const everybodys = ['host', 'content-length', 'transfer-encoding']

/**
 * The head that the target gets: in origin form, under the name of the absolute form whatever `Host` said (RFC 9112
 * 3.2.2), without what was for this proxy. All else goes on as it came, in its order and its letters. The version does
 * too: the answer is for this client.
 */
export function rewriteRequestHead(head: RequestHead, path: string, host: string): Buffer {
  const named = listOf(head.get('connection'))
  if (named.some(it => everybodys.includes(it))) throw new HttpError('bad_connection')
  const upgrading = wantsUpgrade(head) !== null
  const gone = new Set(upgrading ? ours : [...ours, ...named, 'connection', 'upgrade', 'keep-alive'])

  let text = `${head.method} ${path} HTTP/${head.version}\r\nHost: ${host}\r\n`
  let length: string | null = null
  for (const [name, value] of head.headers) {
    const lower = name.toLowerCase()
    if (gone.has(lower)) continue
    // Said twice it was one number; said twice again, others might refuse it.
    if (lower === 'content-length' && value === length) continue
    if (lower === 'content-length') length = value
    text += `${name}: ${value}\r\n`
  }
  const word = upgrading ? null : goesOn(head, named)
  if (word) text += `Connection: ${word}\r\n`
  return Buffer.from(`${text}\r\n`, 'latin1')
}

/** Whether the connection goes on is asked of the target as it was asked of the proxy. */
function goesOn(head: RequestHead, named: string[]): string | undefined {
  const words = named.length > 0 ? named : listOf(head.get('proxy-connection'))
  return ['close', 'keep-alive'].find(it => words.includes(it))
}
