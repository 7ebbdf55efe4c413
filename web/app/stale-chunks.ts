/**
 * A page that was open during an upgrade asks for chunks that are gone: it loads itself anew, once.
 * What still fails then is the error boundary's to show.
 */
export function mendStaleChunks(): void {
  addEventListener('vite:preloadError', event => {
    const last = Number(sessionStorage.getItem('traffix.reloaded') ?? 0)
    if (!navigator.onLine || Date.now() - last < 60_000) return
    sessionStorage.setItem('traffix.reloaded', String(Date.now()))
    event.preventDefault()
    location.reload()
  })
}
