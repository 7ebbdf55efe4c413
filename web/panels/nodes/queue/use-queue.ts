import { useEffect } from 'react'
import { useSearchParams } from 'react-router'
import type { NodeSort } from '#protocol/node-filter.ts'
import { call } from '../../../api/browser.ts'
import { useList } from '../../use-list.ts'
import { useWaitingNews } from './use-waiting-news.ts'

export const queueSorts = ['-newest', 'newest', 'suspicion', 'score'] as const satisfies NodeSort[]
export type QueueSort = (typeof queueSorts)[number]

/** A decision on a device that nobody tells of (it is away) is noticed as well. */
const everyMs = 10_000
const pageItems = 100

/** Those that wait: asked for again as soon as the edges tell of another one, or of news of one. */
export function useQueue() {
  const [search, setSearch] = useSearchParams()
  const sort = queueSorts.find(it => it === search.get('sort')) ?? '-newest'
  const list = useList(
    ['nodes', 'queue', sort],
    (after, signal) =>
      call('listNodes', { query: { status: 'pending', sort, after, limit: pageItems } }, { signal }),
    { everyMs },
  )
  const news = useWaitingNews()
  const { refetch } = list
  useEffect(() => {
    if (news > 0) void refetch()
  }, [news, refetch])
  return {
    list,
    sort,
    setSort: (next: QueueSort) => setSearch(next === '-newest' ? {} : { sort: next }, { replace: true }),
  }
}
