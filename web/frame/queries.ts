import { QueryClient } from '@tanstack/react-query'
import { isApiError } from '../api/api-error.ts'
import { useLive } from '../stores/live.ts'

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Paused calls would run whenever the network is back, long after somebody gave them up. We know better
      // than the browser whether the hub is there: it is asked, and the answer is shown.
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 15_000,
      retry: (failures, error) => isApiError(error) && error.isPassing && failures < 4,
      retryDelay: failures => Math.min(500 * 2 ** failures, 8_000) * (0.5 + Math.random() / 2),
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** Whatever happened while the socket was away was not heard: every list is as old as that, and is asked for again. */
export function refetchAfterGaps(): () => void {
  let wasOpen = false
  return useLive.subscribe((state, before) => {
    if (state.phase !== 'open' || before.phase === 'open') return
    if (wasOpen) void queries.invalidateQueries()
    wasOpen = true
  })
}
