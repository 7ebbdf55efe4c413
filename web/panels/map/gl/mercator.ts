/** A point of the world in Web Mercator: 0..1 from west to east, and from 85° north to 85° south. */
export type Point = { x: number; y: number }
export type Place = { lat: number; lon: number }

/** Beyond this the world would be infinitely tall. */
export const maxLatitude = 85.0511

export function toPoint({ lat, lon }: Place): Point {
  const sin = Math.sin((clamp(lat, -maxLatitude, maxLatitude) * Math.PI) / 180)
  return { x: (lon + 180) / 360, y: clamp(0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI), 0, 1) }
}

export function toPlace({ x, y }: Point): Place {
  return { lat: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, lon: wrap(x) * 360 - 180 }
}

/** Round the world once more is the same place. */
export const wrap = (x: number): number => x - Math.floor(x)
export const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value))
