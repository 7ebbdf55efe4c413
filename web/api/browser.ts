import { routes } from 'virtual:routes'
import type { EndpointName } from '#protocol/rest/api.ts'
import { createCall } from './client.ts'
import { browserKeep } from './keep.ts'
import { createRefresher, type Exclusive } from './refresh.ts'
import { uuid } from './uuid.ts'

export const keep = browserKeep()

/** Locks exist only in secure contexts; elsewhere one tab at least does not race itself. */
const exclusive: Exclusive = work =>
  'locks' in navigator ? navigator.locks.request('traffix.refresh', work) : work()

const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

const bare = createCall({ routes, fetch: (...args) => fetch(...args) })

export const refresher = createRefresher({
  post: key => bare('refresh', {}, { idempotencyKey: key }),
  keep,
  exclusive,
  uuid,
  wait,
})

/** A wrong password is a 401 as well: at the door there is nothing to renew. */
const door = new Set<EndpointName>([
  'login',
  'otp',
  'refresh',
  'logout',
  'register',
  'confirm',
  'forgot',
  'reset',
])

let onSignedOut = () => {}
/** The session store registers here; the client below knows no store. */
export const whenSignedOut = (run: () => void) => void (onSignedOut = run)

export const call = createCall({
  routes,
  fetch: (...args) => fetch(...args),
  renew: async name => {
    if (door.has(name)) return false
    const fresh = await refresher.refresh()
    if (!fresh) onSignedOut()
    return fresh
  },
})
