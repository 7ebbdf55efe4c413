import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** Filters live in the address: a reload keeps them, a link shares them. */
export function useFilters<N extends string>(names: readonly N[]) {
  const [search, setSearch] = useSearchParams()
  const values = Object.fromEntries(names.map(name => [name, search.get(name) ?? ''])) as Record<N, string>
  const set = useCallback(
    (changes: Partial<Record<N, string>>) =>
      setSearch(
        () => {
          // The router's own answer is that of the last render; two changes in a row would undo each other.
          const next = new URLSearchParams(location.search)
          for (const [name, value] of Object.entries<string | undefined>(changes)) {
            if (value) next.set(name, value)
            else next.delete(name)
          }
          return next
        },
        { replace: true },
      ),
    [setSearch],
  )
  const clear = () => setSearch({}, { replace: true })
  return { values, set, clear, active: names.some(name => values[name] !== ''), query: search.toString() }
}
