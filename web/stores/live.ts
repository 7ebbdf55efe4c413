import { create } from 'zustand'
import { Bye } from '#protocol/bye.ts'
import { refresher } from '../api/browser.ts'
import { createLive } from '../live/live.ts'
import type { LiveState } from '../live/live-state.ts'
import type { Hints } from '../live/live.ts'
import { endSession } from './session.ts'

const hints: Hints = listener => {
  const online = () => listener('online')
  const offline = () => listener('offline')
  const visible = () => document.visibilityState === 'visible' && listener('visible')
  addEventListener('online', online)
  addEventListener('offline', offline)
  document.addEventListener('visibilitychange', visible)
  return () => {
    removeEventListener('online', online)
    removeEventListener('offline', offline)
    document.removeEventListener('visibilitychange', visible)
  }
}

/** The one socket of this page. */
export const live = createLive({
  url: `${location.origin.replace(/^http/, 'ws')}/ws`,
  open: (url, protocols) => new WebSocket(url, protocols),
  auth: {
    ready: suspect => (suspect ? refresher.refresh() : refresher.ensure()),
    remainingMs: refresher.remainingMs,
    renew: () => refresher.ensure(),
  },
  hints,
})

export const useLive = create<LiveState>(() => live.state.get())

live.state.subscribe(state => {
  useLive.setState(state, true)
  if (state.phase !== 'stopped') return
  if (state.bye?.code === Bye.disabled.code) endSession('disabled')
  else if (state.bye?.code === Bye.revoked.code) endSession('revoked')
  // Stopped with nothing said: the refresh was refused.
  else if (!state.bye && !refresher.isSignedIn()) endSession('expired')
})
