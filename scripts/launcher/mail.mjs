// Reads as much of a mail as a person at the terminal wants: its subject, and the code or link in it.

/** `{subject, code, link}` of an `.eml` file; what is not there is null. */
export function readMail(source) {
  const { headers, body } = split(source)
  const text = plainText(headers, body)
  return {
    subject: decodeWords(headers.subject ?? '').trim() || null,
    // Six digits that stand alone: not a part of a longer number, of a word or of a link.
    code: /(?<![\w./=%&#-])\d{6}(?![\w/=%&-])/.exec(text)?.[0] ?? null,
    link: /https?:\/\/[^\s<>"']+/.exec(text)?.[0].replace(/[.,;:)\]]+$/, '') ?? null,
  }
}

function split(source) {
  const text = source.replaceAll('\r\n', '\n')
  const gap = text.indexOf('\n\n')
  const head = gap < 0 ? text : text.slice(0, gap)
  const headers = {}
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] ??= line.slice(colon + 1).trim()
  }
  return { headers, body: gap < 0 ? '' : text.slice(gap + 2) }
}

/** The first text/plain part, however deep; '' when there is none. */
function plainText(headers, body, depth = 0) {
  const type = headers['content-type'] ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (/^multipart\//i.test(type) && boundary && depth < 5) {
    for (const part of body.split(`--${boundary}`).slice(1)) {
      if (part.startsWith('--')) break
      const inner = split(part.replace(/^\n/, ''))
      const text = plainText(inner.headers, inner.body, depth + 1)
      if (text) return text
    }
    return ''
  }
  if (!/^text\/plain/i.test(type)) return ''
  return decode(body, headers['content-transfer-encoding'] ?? '')
}

function decode(body, encoding) {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString()
  if (/quoted-printable/i.test(encoding)) return quotedPrintable(body.replace(/=\n/g, ''))
  return body
}

function quotedPrintable(text) {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  // What was not encoded is ASCII, so each character is a byte.
  return Buffer.from(bytes, 'latin1').toString()
}

/** `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=`; the space between two such words is not a part of the text. */
function decodeWords(text) {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?[^?]+\?([QB])\?([^?]*)\?=/gi, (_, kind, word) =>
      /b/i.test(kind) ? Buffer.from(word, 'base64').toString() : quotedPrintable(word.replaceAll('_', ' ')),
    )
}
