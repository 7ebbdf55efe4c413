import { type Camera, kept, moved, type Size, worldPixels, zoomedAt } from './camera.ts'
import type { Point } from './mercator.ts'

/** How quickly a thrown map comes to rest, and a turned wheel to where it was turned. */
const restMs = 220
const wheelMs = 70
const flightMs = 520
const slowest = 0.02

type Moving =
  | { kind: 'glide'; vx: number; vy: number }
  | { kind: 'zoom'; zoom: number; at: Point }
  | { kind: 'fly'; from: Camera; to: Camera; began: number; ms: number }

/** What the camera does by itself, from frame to frame. `still`: it arrives at once instead. */
export function createMotion({ still }: { still: () => boolean }) {
  let moving: Moving | null = null
  let stepped = 0

  const ease = (t: number) => (t < 0.5 ? 4 * t ** 3 : 1 - (-2 * t + 2) ** 3 / 2)

  function flown({ from, to, began, ms }: Moving & { kind: 'fly' }, now: number, size: Size): Camera {
    const t = ease(Math.min(1, (now - began) / ms))
    const zoom = from.zoom + (to.zoom - from.zoom) * t
    const [first, last, here] = [from, to, { zoom }].map(it => worldPixels(it.zoom)) as [
      number,
      number,
      number,
    ]
    // While it comes nearer the goal moves over the screen in a straight line and at an even pace.
    const share = Math.abs(first - last) < 1 ? t : (1 - first / here) / (1 - first / last)
    const across = to.x - from.x - Math.round(to.x - from.x)
    return kept({ x: from.x + across * share, y: from.y + (to.y - from.y) * share, zoom }, size)
  }

  return {
    stop: () => void (moving = null),
    get isMoving() {
      return moving !== null
    },
    /** Pixels a millisecond, as the hand let go. */
    glide(vx: number, vy: number) {
      moving = still() || Math.hypot(vx, vy) < 0.1 ? null : { kind: 'glide', vx, vy }
      stepped = 0
    },
    zoomTo(camera: Camera, by: number, at: Point) {
      const from = moving?.kind === 'zoom' ? moving.zoom : camera.zoom
      moving = { kind: 'zoom', zoom: from + by, at }
      stepped = 0
    },
    flyTo(from: Camera, to: Camera, now: number, ms = flightMs) {
      moving = { kind: 'fly', from, to, began: now, ms: still() ? 0 : ms }
    },
    /** Where the camera is now; the same object when nothing moves it. */
    step(camera: Camera, size: Size, now: number): Camera {
      if (!moving) return camera
      const passed = stepped === 0 ? 16 : Math.min(64, now - stepped)
      stepped = now
      if (moving.kind === 'fly') {
        const next = moving.ms === 0 ? kept(moving.to, size) : flown(moving, now, size)
        if (now - moving.began >= moving.ms) moving = null
        return next
      }
      if (moving.kind === 'zoom') {
        const left = moving.zoom - camera.zoom
        const share = still() ? 1 : 1 - Math.exp(-passed / wheelMs)
        const next = zoomedAt(
          camera,
          size,
          Math.abs(left) < 0.004 ? moving.zoom : camera.zoom + left * share,
          moving.at,
        )
        if (Math.abs(left) < 0.004 || next.zoom === camera.zoom) moving = null
        return next
      }
      const next = moved(camera, size, moving.vx * passed, moving.vy * passed)
      const slower = Math.exp(-passed / restMs)
      moving.vx *= slower
      moving.vy *= slower
      if (Math.hypot(moving.vx, moving.vy) < slowest) moving = null
      return next
    },
  }
}
export type Motion = ReturnType<typeof createMotion>
