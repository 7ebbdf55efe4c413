import { WireError } from '../wire-error.ts'

/** What is wrong with a message, and the status that a server answers when it was a request. */
export const httpFaults = {
  socks: { status: 400, text: 'this is SOCKS; only HTTP is spoken here' },
  tls: { status: 400, text: 'this is TLS; only HTTP in the clear is spoken here' },
  http2: { status: 505, text: 'this is HTTP/2; only HTTP/1.1 is spoken here' },
  bad_line: { status: 400, text: 'the first line is not as HTTP/1.1 has it' },
  bad_version: { status: 505, text: 'only HTTP/1.1 and HTTP/1.0 are spoken here' },
  bad_byte: { status: 400, text: 'a control character in the head' },
  bare_newline: { status: 400, text: 'a line that does not end in CR LF' },
  folded_header: { status: 400, text: 'a header folded over two lines' },
  bad_header: { status: 400, text: 'a line that is no header' },
  head_too_large: { status: 431, text: 'the head is too large' },
  too_many_headers: { status: 431, text: 'there are too many headers' },
  two_hosts: { status: 400, text: 'there is more than one Host' },
  bad_length: { status: 400, text: 'the Content-Length is not one number' },
  length_and_encoding: { status: 400, text: 'Content-Length and Transfer-Encoding cannot both be' },
  bad_encoding: { status: 400, text: 'a Transfer-Encoding that does not say where the body ends' },
  body_of_connect: { status: 400, text: 'CONNECT has no body' },
  bad_connection: { status: 400, text: 'Connection names a header that is for everybody' },
  bad_chunk: { status: 400, text: 'a chunk that is not as HTTP/1.1 has it' },
  trailers_too_large: { status: 431, text: 'the trailers are too large' },
} as const
export type HttpFault = keyof typeof httpFaults

export class HttpError extends WireError<HttpFault> {
  readonly status: number

  constructor(code: HttpFault) {
    super(code, httpFaults[code].text)
    this.status = httpFaults[code].status
  }
}
