import { createRequire } from 'node:module'
import type * as Uws from 'uWebSockets.js'

const require = createRequire(import.meta.url)

/** The newer build wants glibc 2.38; where it does not load, the older one (Node 18-23) does. */
function load(): typeof Uws {
  try {
    return require('uWebSockets.js-next') as typeof Uws
  } catch {
    return require('uWebSockets.js') as typeof Uws
  }
}

export const uws = load()
export type { HttpRequest, HttpResponse, TemplatedApp, WebSocket, us_listen_socket } from 'uWebSockets.js'
