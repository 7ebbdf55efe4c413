import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { isQuiet } from '#protocol/live/telemetry.ts'
import type { Topic } from '#protocol/topics.ts'
import type { Live } from '../live/live.ts'
import type { TopicState } from '../live/live-state.ts'

export type TopicView<View> = {
  /** Null until the first snapshot. */
  view: View | null
  /** Counts what came; a view that is changed in place is the same object. */
  version: number
  /** When `view` came, by this device's clock: ages are counted from here, so the two clocks need not agree. */
  receivedAt: number
  topic: TopicState | null
}
const nothing = { view: null, version: 0, receivedAt: 0, topic: null }

type Options<View, Delta, Snapshot> = {
  topic: Topic
  /** What is kept of a snapshot, unless it is the snapshot. */
  read?(snapshot: Snapshot): View
  apply(view: View, delta: Delta): View
  /** For series, which live outside of React's state; `delta` is null when all of it is new. */
  note?(view: View, delta: Delta | null): void
  /** Nobody looks any more. */
  forget?(): void
}

/** The store of a telemetry topic: subscribed while somebody looks, empty while nobody does. */
export function createTopicStore<View extends object, Delta extends object, Snapshot = View>(
  live: Pick<Live, 'subscribe'>,
  o: Options<View, Delta, Snapshot>,
): { use: UseBoundStore<StoreApi<TopicView<View>>>; watch(): () => void } {
  const use = create<TopicView<View>>(() => nothing)
  const { read = snapshot => snapshot as unknown as View } = o
  let watchers = 0
  let leave: (() => void) | null = null

  function show(view: View) {
    use.setState(({ version }) => ({ view, version: version + 1, receivedAt: Date.now() }))
  }

  function watch() {
    watchers++
    leave ??= live.subscribe(o.topic, {
      snapshot(value) {
        const view = read(value as Snapshot)
        o.note?.(view, null)
        show(view)
      },
      delta(value) {
        const { view } = use.getState()
        if (!view) return
        const delta = value as Delta
        if (isQuiet(delta)) return show(Object.assign({}, view, delta))
        const next = o.apply(view, delta)
        o.note?.(next, delta)
        show(next)
      },
      state: topic => use.setState({ topic }),
    })
    let watching = true
    return () => {
      if (!watching) return
      watching = false
      if (--watchers > 0) return
      leave?.()
      leave = null
      o.forget?.()
      use.setState(nothing)
    }
  }
  return { use, watch }
}
