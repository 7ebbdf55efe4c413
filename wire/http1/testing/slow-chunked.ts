/** How long a chunked body is at the beginning of all that came; or that it is refused, or that more must come. */
export function slowChunked(bytes: Buffer): number | 'refused' | 'waiting' {
  const text = bytes.toString('latin1')
  let at = 0
  for (;;) {
    const line = /^([0-9a-fA-F]{1,12})(?:;[\t\x20-\x7e\x80-\xff]*)?\r\n/.exec(text.slice(at))
    if (!line) return mayBecome(text.slice(at), /^([0-9a-fA-F]{1,12}(;[\t\x20-\x7e\x80-\xff]*)?\r?)?$/)
    at += line[0].length
    const size = parseInt(line[1]!, 16)
    if (size === 0) break
    const end = text.slice(at + size, at + size + 2)
    if (end !== '\r\n') return '\r\n'.startsWith(end) ? 'waiting' : 'refused'
    at += size + 2
  }
  const trailer = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n/.source
  const trailers = new RegExp(`^(?:${trailer})*`).exec(text.slice(at))![0]
  at += trailers.length
  if (text.startsWith('\r\n', at)) return at + 2
  return mayBecome(text.slice(at), /^(\r|[!#$%&'*+\-.^_`|~0-9A-Za-z]+(:[\t\x20-\x7e\x80-\xff]*\r?)?)?$/)
}

const mayBecome = (text: string, beginning: RegExp) => (beginning.test(text) ? 'waiting' : 'refused')
