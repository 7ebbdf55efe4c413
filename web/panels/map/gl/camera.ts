import { clamp, type Point, wrap } from './mercator.ts'

/** What is looked at: `zoom` 0 shows the world in 256 pixels, each one more in twice as many. */
export type Camera = Point & { zoom: number }
export type Size = { width: number; height: number }

export const tilePixels = 256
/** Nearer the coast has no more to say, and no two nodes are on one spot. */
export const maxZoom = 12

export const worldPixels = (zoom: number): number => tilePixels * 2 ** zoom
/** Further out there would be nothing but sea around the world; a little nearer, so that the ice is not half of it. */
export const minZoom = ({ width, height }: Size): number =>
  Math.log2(Math.max(width, height * 1.04, tilePixels) / tilePixels)

/** The nearest to it that does not lose the world: nothing is shown beyond the poles. */
export function kept(camera: Camera, size: Size): Camera {
  const zoom = clamp(camera.zoom, minZoom(size), maxZoom)
  const half = Math.min(0.5, size.height / 2 / worldPixels(zoom))
  return { x: wrap(camera.x), y: clamp(camera.y, half, 1 - half), zoom }
}

/** Pixels from the upper left corner, of the copy of the world that is nearest to the middle. */
export function toScreen(camera: Camera, { width, height }: Size, { x, y }: Point): Point {
  const world = worldPixels(camera.zoom)
  const across = x - camera.x - Math.round(x - camera.x)
  return { x: across * world + width / 2, y: (y - camera.y) * world + height / 2 }
}

export function fromScreen(camera: Camera, { width, height }: Size, pixel: Point): Point {
  const world = worldPixels(camera.zoom)
  return { x: camera.x + (pixel.x - width / 2) / world, y: camera.y + (pixel.y - height / 2) / world }
}

/** Nearer or further, so that what is under the pixel stays there. */
export function zoomedAt(camera: Camera, size: Size, zoom: number, pixel: Point): Camera {
  const to = clamp(zoom, minZoom(size), maxZoom)
  const fixed = fromScreen(camera, size, pixel)
  const world = worldPixels(to)
  return kept(
    {
      x: fixed.x - (pixel.x - size.width / 2) / world,
      y: fixed.y - (pixel.y - size.height / 2) / world,
      zoom: to,
    },
    size,
  )
}

export const moved = (camera: Camera, size: Size, dx: number, dy: number): Camera => {
  const world = worldPixels(camera.zoom)
  return kept({ ...camera, x: camera.x - dx / world, y: camera.y - dy / world }, size)
}

export type Box = { left: number; top: number; right: number; bottom: number }

/** What is in view and around it, in the world's own measure; `left` may be below 0 and `right` above 1. */
export function inView(camera: Camera, { width, height }: Size, marginPixels = 0): Box {
  const world = worldPixels(camera.zoom)
  const [w, h] = [(width / 2 + marginPixels) / world, (height / 2 + marginPixels) / world]
  return { left: camera.x - w, right: camera.x + w, top: camera.y - h, bottom: camera.y + h }
}

/** The camera from which all of the box is seen. */
export function around(box: Box, size: Size, paddingPixels: number): Camera {
  const room = (pixels: number) => Math.max(64, pixels - 2 * paddingPixels)
  const least = 1e-9
  const zoom = Math.log2(
    Math.min(
      room(size.width) / Math.max(least, box.right - box.left),
      room(size.height) / Math.max(least, box.bottom - box.top),
    ) / tilePixels,
  )
  return kept({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, zoom }, size)
}
