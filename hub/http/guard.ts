import { errors, type ErrorCode, Refusal } from '#protocol/errors.ts'
import type { Gate } from '#protocol/rest/endpoint.ts'
import type { Log } from '#kit/log.ts'
import { BusDown } from '#bus/bus-down.ts'
import { DbDown } from '#db/connect.ts'
import type { Principals, Who } from '../door/principals.ts'
import type { HttpResponse } from '../uws.ts'
import { accessTokenOf } from './access-token.ts'
import { clientAddress, type Request, socketAddress } from './request.ts'

type Deps = {
  principals: Principals
  isOwnOrigin: (origin: string) => boolean
  trustedProxies: number
  log: Log
}

/** The questions that stand before every handler, asked in one place. */
export function createGuard({ principals, isOwnOrigin, trustedProxies, log }: Deps) {
  return {
    isOwnOrigin,

    address: (res: HttpResponse, request: Pick<Request, 'forwardedFor'>) =>
      clientAddress(socketAddress(res), request.forwardedFor, trustedProxies),

    /** A browser always says which page a write comes from; programs say nothing. */
    checkOrigin(request: Request) {
      if (request.method === 'GET' || !request.origin || isOwnOrigin(request.origin)) return
      throw new Refusal('foreign_origin')
    },

    who(request: Pick<Request, 'authorization' | 'cookie'>): Who | Promise<Who> {
      const token = accessTokenOf(request)
      if (!token) throw new Refusal('unauthenticated')
      const who = principals.of(token)
      return who instanceof Promise ? who.then(orRefuse) : orRefuse(who)
    },

    admit(gate: Gate, who: Who | null) {
      if (gate === 'anyone') return
      if (!who) throw new Refusal('unauthenticated')
      if (gate === 'signed-in') return
      if (!who.ability.can(gate[0], gate[1])) throw new Refusal('forbidden')
    },

    /** What a caller is told of an error: refusals as they are, a missing part as 503, the rest as nothing. */
    refusalOf(error: unknown, where: string): Refusal & { status: number } {
      const code: ErrorCode = error instanceof DbDown || error instanceof BusDown ? 'unavailable' : 'internal'
      const refusal =
        error instanceof Refusal
          ? error
          : new Refusal(code, code === 'unavailable' ? { retryAfterMs: 2_000 } : {})
      if (refusal.code === 'internal') log.error({ err: error, where }, 'request failed')
      return Object.assign(refusal, { status: errors[refusal.code].status })
    },
  }
}
export type Guard = ReturnType<typeof createGuard>

function orRefuse(who: Who | null): Who {
  if (!who) throw new Refusal('unauthenticated')
  return who
}
