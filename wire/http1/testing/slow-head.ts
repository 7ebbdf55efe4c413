export type SlowHead = { first: string[]; headers: [string, string][]; rest: Buffer }
type Bounds = { maxBytes: number; maxHeaders: number; kind: 'request' | 'response' }

const tchar = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]"
const first = {
  request: new RegExp(`^(${tchar}+) ([^ \\t]+) HTTP/(1\\.[01])$`),
  response: /^HTTP\/(1\.[01]) ([1-5]\d\d)(?: (.*))?$/,
}
const header = new RegExp(`^(${tchar}+):[ \\t]*(.*?)[ \\t]*$`, 's')

/** All that came, at once, by regular expressions: the head, or that it is refused, or that more must come. */
export function slowHead(
  bytes: Buffer,
  { maxBytes, maxHeaders, kind }: Bounds,
): SlowHead | 'refused' | 'waiting' {
  const all = bytes.toString('latin1')
  const skipped = kind === 'request' && all.startsWith('\r\n') ? 2 : 0
  const text = all.slice(skipped)
  if (text.startsWith('\r\n')) return 'refused'
  const end = text.indexOf('\r\n\r\n')
  const seen = all.slice(0, Math.min(maxBytes, end < 0 ? all.length : skipped + end + 4))
  if (/[^\r]\n|^\n|\r[^\n]|[^\t\r\n\x20-\x7e\x80-\xff]/.test(seen)) return 'refused'
  if (end < 0 ? all.length >= maxBytes : skipped + end + 4 > maxBytes) return 'refused'
  const lines = (end < 0 ? text : text.slice(0, end)).split('\r\n')
  if (lines.length - (end < 0 ? 2 : 1) > maxHeaders) return 'refused'
  if (end < 0) return 'waiting'

  const start = first[kind].exec(lines[0]!)
  const headers = lines.slice(1).map(it => header.exec(it))
  if (!start || headers.includes(null)) return 'refused'
  const pairs = headers.map(it => [it![1]!, it![2]!] as [string, string])
  if (kind === 'request' && pairs.filter(([name]) => name.toLowerCase() === 'host').length > 1)
    return 'refused'
  return {
    first: start.slice(1).map(it => it ?? ''),
    headers: pairs,
    rest: bytes.subarray(skipped + end + 4),
  }
}
