import { cookieValue } from '../http/cookies.ts'

export type Reply = { status: number; body: any; text: string; headers: Headers }

/** Speaks HTTP to a hub and keeps its cookies, as a browser or a program would. */
export function createVisitor(base: string, address?: string) {
  const jar = new Map<string, string>()

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(cookie && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(address && { 'x-forwarded-for': address }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      const value = cookieValue(pair, name) ?? ''
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json')
    return {
      status: response.status,
      body: json && text ? JSON.parse(text) : text,
      text,
      headers: response.headers,
    }
  }

  return {
    jar,
    send,
    get: (path: string, headers?: Record<string, string>) => send('GET', path, undefined, headers),
    post: (path: string, body?: unknown, headers?: Record<string, string>) =>
      send('POST', path, body, headers),
    patch: (path: string, body?: unknown) => send('PATCH', path, body),
    del: (path: string) => send('DELETE', path),
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    },
  }
}
export type Visitor = ReturnType<typeof createVisitor>
