import { create } from 'zustand'
import type { Me } from '#protocol/rest/auth.ts'
import { isApiError } from '../api/api-error.ts'
import { call, listenToNews, refresher } from '../api/browser.ts'
import { setLanguage } from '../i18n/i18n.ts'
import { setTheme } from './theme.ts'
import { noteTrouble } from './trouble.ts'

export type OutReason = 'signed-out' | 'expired' | 'revoked' | 'disabled'
export type Session = { phase: 'unknown' } | { phase: 'out'; why: OutReason | null } | { phase: 'in'; me: Me }

export const useSession = create<Session>(() => ({ phase: 'unknown' }))
const set = (session: Session) => useSession.setState(session, true)
export const signedInAs = (): Me | null => {
  const session = useSession.getState()
  return session.phase === 'in' ? session.me : null
}

type Word =
  | { kind: 'leaving' | 'staying' }
  | { kind: 'in'; user: string }
  | { kind: 'out'; why: OutReason }
  | { kind: 'changed' }
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('traffix.session')

/** Who was here is found out when the page opens. */
export async function bootSession(): Promise<void> {
  listenToNews({
    who: () => signedInAs()?.id ?? null,
    signedOut: () => endSession('expired'),
    me: learnWhoIAm,
    forbidden: () => void askWhoIAm(),
    trouble: noteTrouble,
  })
  if (tabs) tabs.onmessage = event => void heardTab(event.data as Word)
  if (!refresher.isSignedIn()) return set({ phase: 'out', why: null })
  const isAwaited = () => useSession.getState().phase !== 'out'
  try {
    const me = await insist(
      async () => ((await refresher.ensure()) ? askHub() : null),
      isAwaited,
      noteTrouble,
    )
    noteTrouble(null)
    if (me) return adopt(me)
  } catch {
    // Refused: there is nothing to wait for.
  }
  if (isAwaited()) set({ phase: 'out', why: 'expired' })
}

const askHub = async () => (await call('me')).user

/** Asks until the other side is reached, as long as the answer is awaited; null when it is not any more. */
async function insist<T>(
  ask: () => Promise<T>,
  isAwaited: () => boolean,
  onTrouble?: (error: unknown) => void,
): Promise<T | null> {
  for (let failures = 0; isAwaited(); failures++) {
    try {
      return await ask()
    } catch (error) {
      if (!isApiError(error) || !error.isPassing) throw error
      if (isAwaited()) onTrouble?.(error)
      await new Promise(resolve => setTimeout(resolve, Math.min(5_000, 500 * 2 ** failures)))
    }
  }
  return null
}

let adopted = 0
function adopt(me: Me) {
  adopted++
  const before = signedInAs()
  // The same person again is no news to the pages.
  if (JSON.stringify(before) !== JSON.stringify(me)) set({ phase: 'in', me })
  setTheme(me.theme)
  void setLanguage(me.locale)
}

/** The door let somebody in. */
export function enterSession(me: Me): void {
  refresher.noteFresh()
  adopt(me)
  tabs?.postMessage({ kind: 'in', user: me.id } satisfies Word)
}

/** The hub said by itself who is signed in. */
export function learnWhoIAm(me: Me): void {
  if (signedInAs()?.id === me.id) adopt(me)
}

let asked = 0
/**
 * Role, name or account may have been changed by somebody else: asked when there is a reason to think so, and until
 * there is an answer, for nothing else will tell.
 */
export async function askWhoIAm(): Promise<void> {
  const mine = ++asked
  const id = signedInAs()?.id
  const isAwaited = () => mine === asked && signedInAs()?.id === id
  let before: number
  let me: Me | null
  do {
    before = adopted
    me = await insist(askHub, isAwaited).catch(() => null)
    // What was learned meanwhile may be older or newer than this answer.
  } while (isAwaited() && adopted !== before)
  if (me && me.id === id && isAwaited()) adopt(me)
}

/** The profile was changed, here or in another tab. An answer to somebody who has left meanwhile is nobody's. */
export function changeMe(me: Me): void {
  if (signedInAs()?.id !== me.id) return
  adopt(me)
  tabs?.postMessage({ kind: 'changed' } satisfies Word)
}

/** Somebody is just leaving: what the socket then says of an ended login is no news to them. */
let leaving = false

export function endSession(because: OutReason): void {
  if (useSession.getState().phase === 'out') return
  const why = leaving ? 'signed-out' : because
  refresher.noteSignedOut()
  set({ phase: 'out', why })
  tabs?.postMessage({ kind: 'out', why } satisfies Word)
}

/** Only the hub can take the cookies away, so signing out waits for its answer. */
export async function signOut(): Promise<void> {
  setLeaving(true)
  try {
    await call('logout')
    endSession('signed-out')
  } finally {
    setLeaving(false)
  }
}

/** Said to the other tabs first: their sockets will hear of it before our answer is here. */
function setLeaving(is: boolean) {
  leaving = is
  tabs?.postMessage({ kind: is ? 'leaving' : 'staying' } satisfies Word)
}

async function heardTab(word: Word) {
  if (word.kind === 'leaving' || word.kind === 'staying') return void (leaving = word.kind === 'leaving')
  const me = signedInAs()
  if (word.kind === 'out') {
    if (me) set({ phase: 'out', why: leaving ? 'signed-out' : word.why })
    return
  }
  // Another person signed in over there, in the cookies of this tab too.
  if (word.kind === 'in' && me && me.id !== word.user) return location.reload()
  adopt(await askHub())
}
