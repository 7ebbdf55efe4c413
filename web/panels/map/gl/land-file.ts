/** What `web/build/land.ts` has packed. */
export type LandFile = {
  points: Uint16Array<ArrayBuffer>
  indices: Uint16Array<ArrayBuffer>
  lines: Uint16Array<ArrayBuffer>
  runs: readonly Run[]
}
/** Triangles that stand together, and how far they reach, in 65,536ths of the world. */
export type Run = { first: number; count: number; left: number; top: number; right: number; bottom: number }

const headNumbers = 4
const runNumbers = 4

export function readLand(buffer: ArrayBuffer): LandFile {
  const [points = 0, indices = 0, runs = 0, lines = 0] = new Uint32Array(buffer, 0, headNumbers)
  const packed = new Uint32Array(buffer, headNumbers * 4, runs * runNumbers)
  let at = headNumbers * 4 + packed.byteLength
  const take = (count: number) => {
    const part = new Uint16Array(buffer, at, count)
    at += part.byteLength
    return part
  }
  const run = (_: unknown, i: number): Run => {
    const [first = 0, count = 0, low = 0, high = 0] = packed.subarray(i * runNumbers, (i + 1) * runNumbers)
    return {
      first,
      count,
      left: low & 0xffff,
      top: low >>> 16,
      right: high & 0xffff,
      bottom: high >>> 16,
    }
  }
  return {
    points: take(points * 2),
    indices: take(indices),
    lines: take(lines * 2),
    runs: Array.from({ length: runs }, run),
  }
}
