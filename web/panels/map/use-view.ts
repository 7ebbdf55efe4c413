import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useSearchParams } from 'react-router'
import type { Camera } from './gl/camera.ts'
import { defaultSort, readView, writeCamera } from './model/view-state.ts'

const restMs = 300

/**
 * What the map shows is in the address. The camera writes it when it has come to rest; somebody else's hand there (back,
 * a link) moves the camera.
 */
export function useView(onOutside: (camera: Camera | null) => void) {
  const [search, setSearch] = useSearchParams()
  const view = useMemo(() => readView(search), [search])
  const written = useRef(search.get('at'))
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const set = useCallback(
    /** What is a step of its own can be gone back from; anything else only makes the address true. */
    (changes: Record<string, string | null>, isStep = false) =>
      setSearch(
        () => {
          // The router's own answer is that of the last render; two changes in a row would undo each other.
          const next = new URLSearchParams(location.search)
          for (const [name, value] of Object.entries(changes)) {
            if (value === null || value === '' || (name === 'sort' && value === defaultSort))
              next.delete(name)
            else next.set(name, value)
          }
          return next
        },
        { replace: !isStep, preventScrollReset: true },
      ),
    [setSearch],
  )
  const noteCamera = useCallback(
    (camera: Camera) => {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        const at = writeCamera(camera)
        if (at === written.current) return
        written.current = at
        set({ at })
      }, restMs)
    },
    [set],
  )
  useEffect(() => () => clearTimeout(timer.current), [])

  const at = search.get('at')
  useEffect(() => {
    if (at === written.current) return
    written.current = at
    onOutside(readView(new URLSearchParams(location.search)).camera)
  }, [at, onOutside])
  return { view, set, noteCamera }
}
