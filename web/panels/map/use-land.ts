import { land } from 'virtual:land'
import { useEffect, useState } from 'react'
import { type LandFile, readLand } from './gl/land-file.ts'
import type { MapView } from './gl/map-view.ts'

/** Fetched once a page, whoever shows a map. */
const files = new Map<string, Promise<LandFile>>()
function landFile(url: string): Promise<LandFile> {
  let file = files.get(url)
  if (!file) {
    file = fetch(url).then(async response => {
      if (!response.ok) throw new Error(`${url}: ${response.status}`)
      return readLand(await response.arrayBuffer())
    })
    file.catch(() => files.delete(url))
    files.set(url, file)
  }
  return file
}

/** The fine coast is worth its size when somebody comes near. */
export const nearFromZoom = 3

/** Gives the map its land. `failed`: it could not be fetched, and what is drawn is drawn without it. */
export function useLand(view: MapView | null, isNear: boolean): { failed: boolean; isHere: boolean } {
  const [state, setState] = useState({ failed: false, isHere: false })
  useEffect(() => {
    if (!view) return
    let over = false
    landFile(land['110m']).then(
      far => {
        if (over) return
        view.setLand({ far })
        setState({ failed: false, isHere: true })
      },
      () => !over && setState({ failed: true, isHere: false }),
    )
    return () => void (over = true)
  }, [view])
  useEffect(() => {
    if (!view || !isNear) return
    let over = false
    // The coarse one stays when this one does not come.
    landFile(land['50m']).then(
      near => !over && view.setLand({ near }),
      () => {},
    )
    return () => void (over = true)
  }, [view, isNear])
  return state
}
