import { HttpError } from './http-error.ts'

type Head = {
  version: '1.0' | '1.1'
  /** As they came: order, case and repetitions. Bytes are latin1, so that they can be sent on as they are. */
  headers: readonly (readonly [name: string, value: string])[]
  /** All values of one name, in lower case. */
  all(name: string): string[]
  /** Joined by commas, as RFC 9110 says that it means the same. */
  get(name: string): string | undefined
  /** From the first line to the empty one. */
  raw: Buffer
}
export type RequestHead = Head & { kind: 'request'; method: string; target: string }
export type ResponseHead = Head & { kind: 'response'; status: number; reason: string }

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([^ \t]+) HTTP\/(\d)\.(\d)$/
const statusLine = /^HTTP\/(\d)\.(\d) ([1-5]\d\d)(?: (.*))?$/

export function requestHead(raw: Buffer, lines: readonly string[]): RequestHead {
  const match = requestLine.exec(lines[0]!)
  if (!match) throw new HttpError('bad_line')
  const [, method = '', target = '', major, minor] = match
  if (method === 'PRI' && major === '2') throw new HttpError('http2')
  const head = { kind: 'request', method, target, ...headOf(raw, lines, major!, minor!) } as const
  if (head.all('host').length > 1) throw new HttpError('two_hosts')
  return head
}

export function responseHead(raw: Buffer, lines: readonly string[]): ResponseHead {
  const match = statusLine.exec(lines[0]!)
  if (!match) throw new HttpError('bad_line')
  const [, major, minor, status, reason = ''] = match
  return { kind: 'response', status: Number(status), reason, ...headOf(raw, lines, major!, minor!) }
}

function headOf(raw: Buffer, lines: readonly string[], major: string, minor: string): Head {
  if (major !== '1' || (minor !== '0' && minor !== '1')) throw new HttpError('bad_version')
  const headers: [string, string][] = []
  for (let i = 1; i < lines.length; i++) headers.push(headerOf(lines[i]!))
  const all = (name: string) => {
    const values: string[] = []
    for (const [own, value] of headers)
      if (own.length === name.length && own.toLowerCase() === name) values.push(value)
    return values
  }
  const get = (name: string) => {
    const values = all(name)
    return values.length === 0 ? undefined : values.join(', ')
  }
  return { version: minor === '0' ? '1.0' : '1.1', headers, all, get, raw }
}

function headerOf(line: string): [string, string] {
  const first = line.charCodeAt(0)
  if (first === 32 || first === 9) throw new HttpError('folded_header')
  const colon = line.indexOf(':')
  // A blank before the colon is no part of a token: such a name means one thing to some and another to others.
  if (colon < 1) throw new HttpError('bad_header')
  const name = line.slice(0, colon)
  if (!token.test(name)) throw new HttpError('bad_header')
  let start = colon + 1
  let end = line.length
  while (start < end && isBlank(line.charCodeAt(start))) start++
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--
  return [name, line.slice(start, end)]
}

const isBlank = (code: number) => code === 32 || code === 9

/** The members of a list, in lower case. Only blanks are around them: a no-break space is part of a word. */
export const membersOf = (value: string): string[] => value.toLowerCase().split(/[ \t]*,[ \t]*/)

/** The words of a list such as `Connection`, which may have empty members. */
export const listOf = (value: string | undefined): string[] =>
  value === undefined ? [] : membersOf(value).filter(it => it !== '')
