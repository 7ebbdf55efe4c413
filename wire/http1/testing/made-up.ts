import type { Random } from '../../fuzz/random.ts'

const methods = ['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE']
const paths = ['/', '/x?y=z', 'http://a.example/', 'http://a.example:81/%20', '*', '/\xe9']
const usual = [
  ...['Accept: */*', 'accept:text/html', 'X-Empty:', 'X-A: \xe9\xff', 'Cookie: a=b; c="d, e"', 'x-b:\t c \t'],
  ...[
    'Connection: keep-alive',
    'Connection: close',
    'Connection: x-a, Keep-Alive',
    'Proxy-Connection: keep-alive',
  ],
  ...['Proxy-Authorization: Basic YTpi', 'Upgrade: websocket', 'TE: trailers'],
]
const lengths = ['5', '5', '0', '05', '+5', '5, 5', '5 5', '', '-1', '0x5']
const encodings = [
  'chunked',
  'chunked',
  'Chunked',
  'gzip, chunked',
  'chunked, gzip',
  'identity',
  'chunked,',
  'x chunked',
]

/** A chunked body, well made. */
export function chunkedBody(random: Random): string {
  let body = ''
  for (let n = random.int(4); n > 0; n--) {
    const data = random.bytes(1 + random.int(20)).toString('latin1')
    const extension = random.chance(3) ? random.pick([';a', ';a=b', ';a="b c"']) : ''
    body += `${random.chance(2) ? '0' : ''}${data.length.toString(16)}${extension}\r\n${data}\r\n`
  }
  return `${body}${random.pick(['0', '00', '0;x'])}\r\n${random.chance(3) ? 'X-T: a\r\n' : ''}\r\n`
}

/** A request, mostly well made, whose body is as one of its headers says. */
export function madeUpRequest(random: Random): string {
  const headers = Array.from({ length: random.int(5) }, () => random.pick(usual))
  if (!random.chance(4)) headers.push('Host: a.example')
  let body = ''
  if (random.chance(2)) {
    headers.push(`Content-Length: ${random.pick(lengths)}`)
    body = 'abcde'
  }
  if (random.chance(3)) {
    headers.push(`Transfer-Encoding: ${random.pick(encodings)}`)
    body = chunkedBody(random)
  }
  if (random.chance(12)) headers.push(random.pick(headers.concat('Host: b.example')))
  const version = random.chance(8) ? '1.0' : '1.1'
  const lines = [`${random.pick(methods)} ${random.pick(paths)} HTTP/${version}`, ...headers]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
