/** Where one is in a list that changes by itself, and what is ticked in it. */
export type Selection = {
  chosen: string | null
  /** Where it was in the list: when it leaves, the one that takes its place is next. */
  place: number
  ticked: readonly string[]
}
export const nothingChosen: Selection = { chosen: null, place: 0, ticked: [] }

/** The list has changed: who is gone is not chosen and not ticked any more. */
export function follow(selection: Selection, ids: readonly string[]): Selection {
  const { chosen, place } = selection
  const here = new Set(ids)
  const ticked = selection.ticked.every(it => here.has(it))
    ? selection.ticked
    : selection.ticked.filter(it => here.has(it))
  const at = chosen === null ? -1 : ids.indexOf(chosen)
  const next = at >= 0 ? at : Math.max(0, Math.min(place, ids.length - 1))
  const now = ids[next] ?? null
  return now === chosen && next === place && ticked === selection.ticked
    ? selection
    : { chosen: now, place: next, ticked }
}

export function step(selection: Selection, ids: readonly string[], by: 1 | -1): Selection {
  const place = Math.max(0, Math.min(ids.length - 1, selection.place + by))
  return { ...selection, place, chosen: ids[place] ?? null }
}

export const choose = (selection: Selection, ids: readonly string[], id: string): Selection => ({
  ...selection,
  chosen: id,
  place: Math.max(0, ids.indexOf(id)),
})

export function tick(selection: Selection, id: string): Selection {
  const { ticked } = selection
  return { ...selection, ticked: ticked.includes(id) ? ticked.filter(it => it !== id) : [...ticked, id] }
}
