import { Refusal } from '#protocol/errors.ts'
import type { Me } from '#protocol/rest/auth.ts'
import { refreshCookie } from '#protocol/socket.ts'
import { accessTokenOf } from '../http/access-token.ts'
import { cookieValue, signInCookies, signOutCookies } from '../http/cookies.ts'
import type { Call, Handlers } from '../http/routes.ts'
import type { DoorDeps, SignedIn, Visitor } from '../door/deps.ts'
import type { createRegistration } from '../door/registration.ts'
import type { Sessions } from '../door/sessions.ts'
import type { createSignIn } from '../door/sign-in.ts'
import { steady } from '../door/steady.ts'

type AuthRoutes = Pick<
  Handlers,
  'login' | 'otp' | 'refresh' | 'logout' | 'register' | 'confirm' | 'forgot' | 'reset' | 'changePassword'
>
type Deps = DoorDeps & {
  signIn: ReturnType<typeof createSignIn>
  sessions: Sessions
  registration: ReturnType<typeof createRegistration>
  secure: boolean
}

/** Longer than either way through takes, known address or not. */
const steadyMs = 400

export function authRoutes(deps: Deps): AuthRoutes {
  const { signIn, sessions, registration, principals, secure } = deps
  const visitor = (call: Pick<Call, 'address' | 'request'>): Visitor => ({
    address: call.address,
    agent: call.request.agent,
  })

  async function welcome(signedIn: SignedIn, call: Pick<Call, 'setHeaders'>): Promise<{ user: Me }> {
    const who = await principals.of(signedIn.access)
    if (!who) throw new Refusal('session_ended')
    setCookies(call, signInCookies(signedIn, secure))
    return { user: who.me }
  }
  const setCookies = (call: Pick<Call, 'setHeaders'>, cookies: string[]) =>
    call.setHeaders(cookies.map(value => ['set-cookie', value] as const))

  return {
    async login({ body }, call) {
      const done = await signIn.password(body.email, body.password, visitor(call))
      if (done.signedIn) return await welcome(done.signedIn, call)
      const { id, expiresAt } = done.challenge
      return { challenge: { id, kind: 'otp', expiresAt: expiresAt.toISOString() } }
    },

    async otp({ body }, call) {
      return await welcome(await signIn.code(body.id, body.code, visitor(call)), call)
    },

    async refresh(_, call) {
      const plain = cookieValue(call.request.cookie, refreshCookie)
      if (!plain) throw new Refusal('unauthenticated')
      try {
        const attempt = call.request.idempotencyKey || null
        return await welcome(await sessions.refresh(plain, attempt, visitor(call)), call)
      } catch (error) {
        if (error instanceof Refusal) setCookies(call, signOutCookies(secure))
        throw error
      }
    },

    /** Works by whichever cookie is left, and is quiet when there is none. */
    async logout(_, call) {
      const access = accessTokenOf(call.request)
      const refresh = cookieValue(call.request.cookie, refreshCookie)
      const who = access ? await principals.of(access) : null
      if (who) await sessions.end(who, call.address)
      else if (refresh) await sessions.endByToken(refresh, call.address)
      setCookies(call, signOutCookies(secure))
      return {}
    },

    async register({ body }, call) {
      await steady(steadyMs, registration.register(body, visitor(call)))
      return {}
    },
    async confirm({ body }, call) {
      return { email: await registration.confirm(body.token, visitor(call)) }
    },
    async forgot({ body }, call) {
      await steady(steadyMs, registration.forgot(body.email, visitor(call)))
      return {}
    },
    async reset({ body }, call) {
      return { email: await registration.reset(body.token, body.password, visitor(call)) }
    },
    async changePassword({ body }, call) {
      const { me, session } = call.who
      await registration.changePassword(me, session, body.current, body.next, visitor(call))
      return {}
    },
  }
}
