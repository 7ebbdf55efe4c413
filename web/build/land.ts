import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import earcut, { flatten } from 'earcut'
import { feature, mesh } from 'topojson-client'
import type { Topology, GeometryCollection, GeometryObject } from 'topojson-specification'

type World = Topology<{ land: GeometryCollection; countries: GeometryCollection }>
type Ring = number[][]

const require = createRequire(import.meta.url)
/** Sixteen bits a coordinate: 600 m at the equator, finer than the coast itself is known here. */
const steps = 65_535
const tiles = 16
const maxLatitude = 85.0511

const toX = (lon: number) => Math.round(((lon + 180) / 360) * steps)
function toY(lat: number) {
  const sin = Math.sin((Math.max(-maxLatitude, Math.min(maxLatitude, lat)) * Math.PI) / 180)
  return Math.round(Math.min(1, Math.max(0, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI))) * steps)
}
const project = ([lon = 0, lat = 0]: number[]) => [toX(lon), toY(lat)]
/** Points that fall onto the one before are none. */
const thin = (ring: Ring) =>
  ring.filter((p, i) => i === 0 || p[0] !== ring[i - 1]![0] || p[1] !== ring[i - 1]![1])

/**
 * The land of a world-atlas as the browser draws it: triangles in Web Mercator, gathered by the tile they are in, so that
 * what is out of view is passed over in runs; and the borders between countries as pairs of points.
 *
 *   u32 vertices, indices, runs, border points │ u32 first, count, min, max a run │ u16 x,y │ u16 index │ u16 x,y
 */
export function landBytes(scale: '110m' | '50m'): Uint8Array {
  const world = JSON.parse(
    readFileSync(require.resolve(`world-atlas/countries-${scale}.json`), 'utf8'),
  ) as World
  const points: number[] = []
  const triangles: number[][] = []
  for (const polygon of polygonsOf(world).flatMap(cutAtDateLine)) {
    const rings = polygon.map(ring => thin(ring.map(project))).filter(ring => ring.length > 2)
    if (rings.length === 0) continue
    const { vertices, holes } = flatten(rings)
    const first = points.length / 2
    points.push(...vertices)
    const found = earcut(vertices, holes)
    for (let i = 0; i < found.length; i += 3)
      triangles.push([found[i]! + first, found[i + 1]! + first, found[i + 2]! + first])
  }
  // The index that would be one too many is the sign that a strip ends.
  if (points.length / 2 >= steps) throw new Error(`${points.length / 2} points are too many for 16 bits`)
  const { indices, runs } = gather(points, triangles)
  return packed(Uint16Array.from(points), indices, runs, Uint16Array.from(borders(world)))
}

function polygonsOf(world: World): Ring[][] {
  const land = feature(world, world.objects.land)
  return land.features.flatMap(({ geometry }) => {
    if (geometry.type === 'Polygon') return [geometry.coordinates]
    return geometry.type === 'MultiPolygon' ? geometry.coordinates : []
  })
}

/** The shapes come from a globe, where nothing ends at 180°; on paper what reaches over it is on the other side too. */
function cutAtDateLine(polygon: Ring[]): Ring[][] {
  const whole = polygon.map(unrolled)
  return [-360, 0, 360].flatMap(shift => {
    const rings = whole
      .map(ring => clipped(ring.map(([lon = 0, lat = 0]) => [lon + shift, lat])))
      .filter(it => it.length > 2)
    return rings.length > 0 ? [rings] : []
  })
}
/** Without jumps from one side to the other; what goes once round the pole is closed beyond it. */
function unrolled(ring: Ring): Ring {
  let turn = 0
  const out = ring.map(([lon = 0, lat = 0], i) => {
    const before = ring[i - 1]?.[0] ?? lon
    if (lon - before > 180) turn -= 360
    if (before - lon > 180) turn += 360
    return [lon + turn, lat]
  })
  const [first, last] = [out[0]!, out.at(-1)!]
  if (Math.abs(last[0]! - first[0]!) < 180) return out
  const pole = first[1]! < 0 ? -90 : 90
  return [...out, [last[0]!, pole], [first[0]!, pole]]
}
/** What of it lies between the two date lines (Sutherland and Hodgman). */
function clipped(ring: Ring): Ring {
  const side = (points: Ring, edge: number, sign: number) =>
    points.flatMap((to, i) => {
      const from = points.at(i - 1)!
      const [a, b] = [sign * (edge - from[0]!), sign * (edge - to[0]!)]
      const cross = () => [edge, from[1]! + ((to[1]! - from[1]!) * a) / (a - b)]
      if (b >= 0) return a < 0 ? [cross(), to] : [to]
      return a > 0 ? [cross()] : []
    })
  return side(side(ring, 180, 1), -180, -1)
}

/** Triangles of one tile stand together; a run says where they begin and how far they reach. */
function gather(points: number[], triangles: number[][]) {
  const byTile = new Map<number, number[][]>()
  const tileOf = (corners: number[]) => {
    const mean = (axis: 0 | 1) => corners.reduce((sum, i) => sum + points[2 * i + axis]!, 0) / 3
    const at = (axis: 0 | 1) => Math.min(tiles - 1, Math.floor((mean(axis) / steps) * tiles))
    return at(1) * tiles + at(0)
  }
  for (const corners of triangles) {
    const tile = tileOf(corners)
    byTile.set(tile, [...(byTile.get(tile) ?? []), corners])
  }
  const runs: number[] = []
  const indices: number[] = []
  for (const [, inside] of [...byTile].sort((a, b) => a[0] - b[0])) {
    const all = inside.flat()
    const reach = (axis: 0 | 1) => all.map(i => points[2 * i + axis]!)
    const [xs, ys] = [reach(0), reach(1)]
    const low = Math.min(...xs) + Math.min(...ys) * 65_536
    runs.push(indices.length, all.length, low, Math.max(...xs) + Math.max(...ys) * 65_536)
    indices.push(...all)
  }
  return { indices: Uint16Array.from(indices), runs: Uint32Array.from(runs) }
}

function borders(world: World): number[] {
  const inner = (a: GeometryObject, b: GeometryObject) => a !== b
  const pairs: number[] = []
  for (const line of mesh(world, world.objects.countries, inner).coordinates) {
    const points = thin(line.map(project))
    for (let i = 1; i < points.length; i++) pairs.push(...points[i - 1]!, ...points[i]!)
  }
  return pairs
}

function packed(
  points: Uint16Array,
  indices: Uint16Array,
  runs: Uint32Array,
  lines: Uint16Array,
): Uint8Array {
  const head = Uint32Array.of(points.length / 2, indices.length, runs.length / 4, lines.length / 2)
  const parts = [head, runs, points, indices, lines]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
    at += part.byteLength
  }
  return bytes
}
