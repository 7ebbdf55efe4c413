import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'

type Page<T> = { items: T[]; next: string | null }

/** A list that comes page by page, asked for by the hub's own cursor. */
export function useList<T>(
  key: readonly unknown[],
  load: (after: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  /** For what changes by itself: asked for again so often while the page is looked at. */
  { everyMs = false }: { everyMs?: number | false } = {},
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    refetchInterval: everyMs,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
    // While a filter changes the old rows stay, dimmed, and nothing jumps.
    placeholderData: keepPreviousData,
  })
  return { ...query, items: query.data?.pages.flatMap(page => page.items) ?? [] }
}
