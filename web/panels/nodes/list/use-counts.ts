import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { NodeFilter } from '#protocol/node-filter.ts'
import type { NodeCounts } from '#protocol/rest/nodes.ts'
import { call } from '../../../api/browser.ts'

const everyMs = 5_000

/** How many fit, and of which kinds they are; null until that is known. */
export function useCounts(filter: NodeFilter): NodeCounts | null {
  const { data } = useQuery({
    queryKey: ['nodes', 'counts', filter],
    queryFn: ({ signal }) => call('countNodes', { query: filter }, { signal }),
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
  })
  return data?.counts ?? null
}
