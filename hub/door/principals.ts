import type { Ability } from '#protocol/abilities.ts'
import type { Control } from '#protocol/control.ts'
import type { Me } from '#protocol/rest/auth.ts'
import type { Bus } from '#bus/connect.ts'
import { onControl, sayControl } from '#bus/control.ts'
import type { Db } from '#db/connect.ts'
import { abilityFor } from './abilities.ts'
import { createBatch } from './batch.ts'
import type { Tokens } from './tokens.ts'

/** Somebody who is signed in, as one live session of theirs. */
export type Who = { session: string; me: Me; readonly ability: Ability; tokenExpiresAt: number }
export type Standing = { me: Me }
type Cached = Standing & { freshUntil: number }

/** While the bus is there an ended login is heard of at once; this bounds what a lost word can cost. */
const trustMs = 5_000
const trustWithoutBusMs = 500
const maxCached = 20_000

/** token -> session -> user. The common case costs two map look-ups; misses are gathered into one query. */
export async function createPrincipals({ db, bus, tokens }: { db: Db; bus: Bus; tokens: Tokens }) {
  const claims = new Map<string, { session: string; expiresAt: number }>()
  const sessions = new Map<string, Cached>()
  /** Told to have ended; a query that was under way at that moment must not bring them back. */
  const ended = new Map<string, true>()
  const listeners = new Set<(said: Control) => void>()

  function heed(said: Control) {
    switch (said.kind) {
      case 'login.ended':
        sessions.delete(said.session)
        ended.set(said.session, true)
        trim(ended)
        break
      case 'user.changed':
        for (const [id, known] of sessions) if (known.me.id === said.user) sessions.delete(id)
        break
      case 'account.changed':
        for (const [id, known] of sessions) if (known.me.account?.id === said.account) sessions.delete(id)
        break
    }
    for (const listener of listeners) listener(said)
  }
  const stopControl = await onControl(bus, heed)
  const stopWatch = bus.onChange(() => sessions.clear()) // what was said while the bus was away was not heard

  async function fetch(ids: string[]): Promise<Map<string, Cached>> {
    const found = new Map<string, Cached>()
    const freshUntil = Date.now() + (bus.up ? trustMs : trustWithoutBusMs)
    for (const { session, user } of await db.logins.principals(ids)) {
      if (ended.has(session)) continue
      const { status: _, account, ...rest } = user
      const me: Me = { ...rest, account: account && { id: account.id, name: account.name } }
      const known = { me, freshUntil }
      found.set(session, known)
      sessions.set(session, known)
    }
    trim(sessions)
    return found
  }
  const load = createBatch(fetch)

  /** Twenty sockets of one login that come at once verify its token once. */
  const reading = new Map<string, ReturnType<Tokens['read']>>()
  function read(token: string) {
    const known = reading.get(token)
    if (known) return known
    const answer = tokens.read(token).finally(() => reading.delete(token))
    reading.set(token, answer)
    return answer
  }

  async function look(token: string): Promise<Who | null> {
    const claim = claims.get(token) ?? (await read(token))
    if (!claim) return null
    claims.set(token, claim)
    trim(claims)
    const known = await load(claim.session)
    return known && who(claim, known)
  }

  const who = (claim: { session: string; expiresAt: number }, known: Standing): Who => ({
    session: claim.session,
    me: known.me,
    get ability() {
      return abilityFor(known.me)
    },
    tokenExpiresAt: claim.expiresAt,
  })

  return {
    /** Answers at once when it can, so that the common request never leaves its turn of the loop. */
    of(token: string): Who | null | Promise<Who | null> {
      const claim = claims.get(token)
      if (!claim) return look(token)
      const now = Date.now()
      if (claim.expiresAt <= now) return null
      const known = sessions.get(claim.session)
      return known && known.freshUntil > now ? who(claim, known) : look(token)
    },
    /** The truth about these sessions, past every cache: which of them still stand, and as whom. */
    recheck: (ids: string[]): Promise<Map<string, Standing>> => fetch(ids),
    /** Why a session that stood does so no more: what the person is told. */
    async whyGone(user: string): Promise<'revoked' | 'disabled'> {
      return (await db.users.byId(user))?.status === 'disabled' ? 'disabled' : 'revoked'
    },
    /** Acted on here before it returns, everywhere else as soon as the bus carries it. */
    async announce(said: Control) {
      await sayControl(bus, said) // without the bus the others find out by asking
    },
    onControl(listener: (said: Control) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      stopControl()
      stopWatch()
    },
  }
}
export type Principals = Awaited<ReturnType<typeof createPrincipals>>

function trim(map: Map<string, unknown>) {
  for (const key of map.keys()) {
    if (map.size <= maxCached) return
    map.delete(key)
  }
}
