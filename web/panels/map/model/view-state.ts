import { NodeFilter, NodeSort } from '#protocol/node-filter.ts'
import { type Camera, maxZoom } from '../gl/camera.ts'
import { toPlace, toPoint } from '../gl/mercator.ts'

/** All that an address says of the map: who opens it sees the same. */
export type ViewState = {
  camera: Camera | null
  filter: NodeFilter
  sort: NodeSort
  node: string | null
}
export type FilterName = keyof NodeFilter
export const filterNames = Object.keys(NodeFilter.shape) as FilterName[]
export const defaultSort: NodeSort = 'newest'

/** Words that make no sense are passed over, one by one: an address may be old, or typed by hand. */
export function readView(params: URLSearchParams): ViewState {
  const filter: Record<string, unknown> = {}
  for (const name of filterNames) {
    const text = params.get(name)
    if (text === null || text === '') continue
    const parsed = NodeFilter.shape[name].safeParse(text)
    if (parsed.success) filter[name] = parsed.data
  }
  const sort = NodeSort.safeParse(params.get('sort'))
  return {
    camera: readCamera(params.get('at')),
    filter: filter,
    sort: sort.success ? sort.data : defaultSort,
    node: params.get('node') || null,
  }
}

/** `52.52,13.4,6.25`: latitude, longitude, zoom. */
function readCamera(text: string | null): Camera | null {
  const numbers = text?.split(',').map(Number) ?? []
  const [lat, lon, zoom] = numbers
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) return null
  if (Math.abs(lat!) > 90 || Math.abs(lon!) > 180 || zoom! < 0 || zoom! > maxZoom) return null
  return { ...toPoint({ lat: lat!, lon: lon! }), zoom: zoom! }
}

/** As exact as a pixel is large, and not more. */
export function writeCamera(camera: Camera): string {
  const { lat, lon } = toPlace(camera)
  const digits = Math.min(6, Math.max(1, Math.ceil(camera.zoom / 3) + 1))
  return `${Number(lat.toFixed(digits))},${Number(lon.toFixed(digits))},${Number(camera.zoom.toFixed(2))}`
}
