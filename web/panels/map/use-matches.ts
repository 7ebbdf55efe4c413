import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Limits } from '#protocol/limits.ts'
import type { NodeFilter } from '#protocol/node-filter.ts'
import { call } from '../../api/browser.ts'

/** So many ids are fetched of a search; beyond that the map shows the first of them, and says so. */
export const mostMatches = 5_000
const everyMs = 20_000

/**
 * Text and provider are known to the hub alone, so it is asked which nodes fit; everything else a live node says by
 * itself. `ids` null: nothing of that kind was asked for.
 */
export function useMatches({ search, provider }: NodeFilter): {
  ids: ReadonlySet<string> | null
  isCut: boolean
} {
  const wanted = Boolean(search || provider)
  const { data } = useQuery({
    queryKey: ['nodes', 'matches', search, provider],
    enabled: wanted,
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
    async queryFn({ signal }) {
      const ids = new Set<string>()
      let after: string | undefined
      do {
        const query = { search, provider, limit: Limits.pageMaxItems, after }
        const page = await call('listNodes', { query }, { signal })
        for (const { id } of page.items) ids.add(id)
        after = page.next ?? undefined
      } while (after !== undefined && ids.size < mostMatches)
      return { ids, isCut: after !== undefined }
    },
  })
  // Until it is known who fits, all are shown.
  return (wanted && data) || all
}
const all = { ids: null, isCut: false }
