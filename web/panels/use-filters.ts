import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** Filters live in the address: a reload keeps them, a link shares them. */
export function useFilters<N extends string>(names: readonly N[]) {
  const [search, setSearch] = useSearchParams()
  const values = Object.fromEntries(names.map(name => [name, search.get(name) ?? ''])) as Record<N, string>
  const set = useCallback(
    (changes: Partial<Record<N, string>>) =>
      setSearch(
        before => {
          for (const [name, value] of Object.entries<string | undefined>(changes)) {
            if (value) before.set(name, value)
            else before.delete(name)
          }
          return before
        },
        { replace: true },
      ),
    [setSearch],
  )
  const clear = () => setSearch({}, { replace: true })
  return { values, set, clear, active: names.some(name => values[name] !== ''), query: search.toString() }
}
