import { useEffect } from 'react'
import { useLive } from '../stores/live.ts'

/** When the socket opens while a page is looked at: what was asked before does not know yet who is here, or what was missed. */
export function useWhenLive(again: () => unknown): void {
  useEffect(
    () =>
      useLive.subscribe((now, before) => {
        if (now.phase === 'open' && before.phase !== 'open') again()
      }),
    [again],
  )
}
