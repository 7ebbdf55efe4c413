export type Credentials = { username: string; password: string }

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Of `Proxy-Authorization`. Null: there are none; a fault is for people to read. The name ends at the first colon, so a
 * password may have some.
 */
export function basicCredentials(
  value: string | undefined,
  maxBytes = 1_024,
): Credentials | { fault: string } | null {
  if (value === undefined) return null
  if (value.length > maxBytes * 2) return { fault: 'the login is too long' }
  const match = /^([^ ]+) +([A-Za-z0-9+/]+={0,2})$/.exec(value)
  if (!match || match[1]!.toLowerCase() !== 'basic') return { fault: 'only Basic is spoken here' }
  const bytes = Buffer.from(match[2]!, 'base64')
  if (bytes.length > maxBytes) return { fault: 'the login is too long' }
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return { fault: 'the login is not in UTF-8' }
  }
  const colon = text.indexOf(':')
  if (colon < 0 || /\p{Cc}/u.test(text)) return { fault: 'the login is not name:password' }
  return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

export const encodeBasic = ({ username, password }: Credentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
