const loopback = ['127.0.0.1', 'localhost', '[::1]']

/** Pages that may call us with a cookie: our own. On loopback its other names count as the same page. */
export function createOrigins(publicUrl: string): (origin: string) => boolean {
  const own = new URL(publicUrl)
  const allowed = new Set([own.origin])
  if (loopback.includes(own.hostname)) {
    for (const name of loopback) allowed.add(`${own.protocol}//${name}${own.port ? `:${own.port}` : ''}`)
  }
  return origin => allowed.has(origin)
}
