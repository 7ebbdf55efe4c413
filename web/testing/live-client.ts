import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { WebSocket } from 'ws'
import { createLive, type Live, type LiveAuth, type LiveOptions } from '../live/live.ts'
import type { LiveState, TopicState } from '../live/live-state.ts'
import type { TopicListener } from '../live/room.ts'
import { type ScriptedHub, startScriptedHub } from './scripted-hub.ts'

/** Clients of a scripted hub for the tests of one file; both are gone after each test. */
export function liveClients() {
  const stops: (() => unknown)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  })
  const startHub = async () => {
    const hub = await startScriptedHub()
    stops.push(() => hub.die())
    return hub
  }
  const client = (hub: ScriptedHub, options: Partial<LiveOptions> = {}) => {
    const auth: LiveAuth = {
      ready: async () => true,
      remainingMs: () => 15 * 60_000,
      renew: async () => true,
    }
    const live = createLive({
      url: hub.url,
      open: (url, protocols) => new WebSocket(url, protocols),
      auth,
      timing: { baseMs: 1, maxMs: 5, renewPauseMs: 1 },
      onFault: error => assert.fail(error as Error),
      ...options,
    })
    stops.push(() => live.stop())
    return live
  }
  return {
    startHub,
    client,
    async setUp(options: Partial<LiveOptions> = {}) {
      const hub = await startHub()
      return { hub, live: client(hub, options) }
    },
  }
}

export const until = (live: Live, fits: (state: LiveState) => boolean) =>
  new Promise<LiveState>(resolve => {
    const check = (state: LiveState) => {
      if (!fits(state)) return
      leave()
      resolve(state)
    }
    const leave = live.state.subscribe(check)
    check(live.state.get())
  })

/** What a listener was told, and ways to wait for the next word. */
export function listener() {
  const told: unknown[] = []
  const states: TopicState[] = []
  let wake = () => {}
  const note = (kind: string) => (value: unknown) => {
    told.push([kind, value])
    wake()
  }
  const next = () => new Promise<void>(resolve => (wake = resolve))
  return {
    told,
    states,
    async count(n: number) {
      while (told.length < n) await next()
    },
    /** The first state from now on, or the last one, that fits. */
    async state(fits: (state: TopicState) => boolean): Promise<TopicState> {
      for (;;) {
        const last = states.at(-1)
        if (last && fits(last)) return last
        await next()
      }
    },
    on: {
      snapshot: note('snapshot'),
      delta: note('delta'),
      event: note('event'),
      state: state => {
        states.push(state)
        wake()
      },
    } satisfies TopicListener,
  }
}
