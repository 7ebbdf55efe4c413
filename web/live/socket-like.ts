/** What the library needs of a WebSocket: the browser's, Node's and the one of `ws` all have it. */
export type SocketLike = {
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  readonly readyState: number
  send(data: string): void
  close(code?: number, reason?: string): void
}
export type OpenSocket = (url: string, protocols: string[]) => SocketLike

export type SocketEvents = {
  opened(): void
  heard(text: string): void
  closed(code: number): void
}

const openState = 1

/** Also while it is open for us it may be closing already: what it is given then is lost, and a console tells of it. */
export function sendOn(socket: SocketLike, text: string): void {
  if (socket.readyState === openState) socket.send(text)
}

/** Listens to one socket until it is let go; what a forgotten socket says later reaches nobody. */
export function attach(socket: SocketLike, events: SocketEvents): { release(): void } {
  socket.onopen = () => events.opened()
  socket.onmessage = (event: { data: unknown }) => {
    if (typeof event.data === 'string') events.heard(event.data)
  }
  socket.onclose = (event: { code: number }) => events.closed(event.code)
  // A close event follows every error and says as much as a browser tells.
  socket.onerror = () => {}
  return {
    release() {
      socket.onopen = socket.onmessage = socket.onclose = null
    },
  }
}
