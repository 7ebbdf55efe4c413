import { useSyncExternalStore } from 'react'

const media = matchMedia('(max-width: 1023px)')
const subscribe = (run: () => void) => {
  media.addEventListener('change', run)
  return () => media.removeEventListener('change', run)
}

/** Where the sidebar is a rail of icons. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => media.matches)
