export type Point = { lat: number; lon: number }

const earthKm = 6_371
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Along the surface. */
export function kilometres(a: Point, b: Point): number {
  const dLat = radians(b.lat - a.lat)
  const dLon = radians(b.lon - a.lon)
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(h)))
}
