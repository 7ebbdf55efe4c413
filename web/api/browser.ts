import { routes } from 'virtual:routes'
import type { EndpointName } from '#protocol/rest/api.ts'
import type { Me } from '#protocol/rest/auth.ts'
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

/** The session store registers here; the client below knows no store. */
type News = {
  who(): string | null
  /** The hub refused to renew the login. */
  signedOut(): void
  /** Who is signed in, as the hub says with every renewed login. */
  me(me: Me): void
  /** What was shown as allowed was refused. */
  forbidden(): void
  /** Why renewing the login takes so long; null when it is through. */
  trouble(error: unknown): void
}
let news: News | null = null
export const listenToNews = (listener: News) => void (news = listener)

export const refresher = createRefresher({
  post: async key => {
    const { user } = await bare('refresh', {}, { idempotencyKey: key })
    news?.me(user)
  },
  onTrouble: error => news?.trouble(error),
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

export const call = createCall({
  routes,
  fetch: (...args) => fetch(...args),
  renew: async name => {
    if (door.has(name)) return false
    const fresh = await refresher.refresh()
    if (!fresh) news?.signedOut()
    return fresh
  },
  caller: () => news?.who() ?? null,
  refused: error => error.code === 'forbidden' && news?.forbidden(),
})
