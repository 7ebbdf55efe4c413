import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../../../api/browser.ts'
import { useWaitingNews } from './use-waiting-news.ts'

const everyMs = 30_000

/** How many wait for a decision; null while that is not known. */
export function useWaitingCount(): number | null {
  const news = useWaitingNews()
  const { data, refetch } = useQuery({
    queryKey: ['nodes', 'waiting'],
    queryFn: ({ signal }) => call('countNodes', { query: { status: 'pending' } }, { signal }),
    refetchInterval: everyMs,
  })
  useEffect(() => {
    if (news > 0) void refetch()
  }, [news, refetch])
  return data?.counts.total ?? null
}
