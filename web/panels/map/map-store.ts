import { create } from 'zustand'

/** What the map and the list beside it point at: a key of the map, or the id of a node in the list. */
type Pointed = { key: number | null; id: string | null; by: 'map' | 'keys' | 'list' | null }
const nothing: Pointed = { key: null, id: null, by: null }

export const usePointed = create<Pointed>(() => nothing)
export const pointAt = (next: Partial<Pointed>): void => {
  const was = usePointed.getState()
  const is = { ...nothing, ...next }
  if (was.key !== is.key || was.id !== is.id || was.by !== is.by) usePointed.setState(is, true)
}
