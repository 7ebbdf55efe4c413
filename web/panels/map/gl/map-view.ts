import { timed } from '../../../stores/timed.ts'
import { levelOf, type MapModel } from '../model/map-model.ts'
import {
  around,
  type Box,
  type Camera,
  fromScreen,
  inView,
  kept,
  minZoom,
  moved,
  type Size,
  toScreen,
  worldPixels,
  zoomedAt,
} from './camera.ts'
import { createLabels } from './labels.ts'
import type { LandFile } from './land-file.ts'
import { createLandLayer } from './land-layer.ts'
import type { Point } from './mercator.ts'
import { createMotion } from './motion.ts'
import { type Palette, readPalette, watchTheme } from './palette.ts'
import { createPointsLayer } from './points-layer.ts'
import { createScene, type Spot } from './scene.ts'

/** Points so far out of view are ready, so that a map that is moved shows them at once. */
const marginPixels = 200
const slackPixels = 4
/** Of a frame for what has changed; what is left over has the next one. */
const updateMs = 8
/** Where most people live. */
const home: Camera = { x: 0.53, y: 0.38, zoom: 0 }

export type MapView = ReturnType<typeof createMapView>
type Options = {
  /** The canvas is made in it, and taken away with the view. */
  host: HTMLElement
  model: MapModel
  camera: Camera | null
  still: () => boolean
  /** Each time that another part of the world is shown. */
  onMoved(camera: Camera, size: Size): void
  /** What is shown has changed, or moved under the pointer. */
  onDrawn(): void
  onLost(lost: boolean): void
}

/**
 *   model changed ─┐
 *   camera moved ──┼─▶ one frame ─▶ is something still on its way? ─▶ the next frame
 *   theme, size ───┘                 no: nothing runs until something happens
 */
export function createMapView({ host, model, still, onMoved, onDrawn, onLost, ...first }: Options) {
  const canvas = document.createElement('canvas')
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: true, powerPreference: 'low-power' })
  if (!gl) return null
  host.prepend(canvas)
  const context = gl
  const epoch = performance.now()
  const seconds = (now: number) => (now - epoch) / 1_000
  const ratio = () => Math.min(3, devicePixelRatio || 1)
  let labels = createLabels(ratio())
  const scene = createScene({ labelOf: count => labels.cellOf(count), still })
  const motion = createMotion({ still })
  let size: Size = { width: 0, height: 0 }
  let camera: Camera = first.camera ?? home
  let palette: Palette = readPalette()
  let layers = makeLayers()
  let lands: { far: LandFile | null; near: LandFile | null } = { far: null, near: null }
  let ready: Box | null = null
  let frame = 0
  let stale = true
  let marked: { hover: number | null; chosen: number | null } = { hover: null, chosen: null }

  function makeLayers() {
    return { land: createLandLayer(context), points: createPointsLayer(context) }
  }
  function wake() {
    if (frame === 0 && !context.isContextLost()) frame = requestAnimationFrame(draw)
  }
  const later = () => {
    stale = true
    wake()
  }

  /** Brings the points up to what the model says. */
  function sync(now: number) {
    const relevelled = model.lookAt(camera.zoom)
    const { changed, regrouped, more } = model.update(updateMs)
    if (more) wake()
    const view = inView(camera, size)
    const out =
      !ready ||
      view.left < ready.left ||
      view.right > ready.right ||
      view.top < ready.top ||
      view.bottom > ready.bottom
    if (!relevelled && !changed && !regrouped && !out && !stale) return false
    stale = false
    // What was out of view until now is there already; only what is seen to change moves.
    const isFirst = ready === null
    const smooth = !isFirst && (relevelled || changed)
    const { level, before } = model
    const spot = (of: { x: number; y: number } | null): Spot | null => of && { x: of.x, y: of.y }
    const from = (key: number): Spot | null => {
      const slot = level.oneOf(key)
      if (slot === null) return null
      return relevelled ? spot(before?.of(slot) ?? null) : regrouped ? level.before(slot) : null
    }
    ready = inView(camera, size, marginPixels)
    scene.begin(seconds(now), { smooth, from })
    level.each(ready, it => scene.put(it))
    scene.end(key => {
      const slot = relevelled ? (before?.oneOf(key) ?? null) : level.oneOf(key)
      return slot === null ? null : spot(level.of(slot))
    })
    return true
  }

  function draw(now: number) {
    frame = 0
    timed('frame', () => {
      if (size.width === 0 || size.height === 0) return
      const before = camera
      camera = motion.step(camera, size, now)
      const isMoved = camera !== before
      const isNew = sync(now)
      const at = seconds(now)
      const wasThere = scene.count
      scene.sweep(at)
      if (isNew || wasThere !== scene.count || stale) layers.points.upload(scene)
      if (labels.isFresh) {
        labels.isFresh = false
        layers.points.uploadLabels(labels)
      }
      paint(at)
      if (isMoved) onMoved(camera, size)
      if (isMoved || isNew) onDrawn()
      if (motion.isMoving || scene.until > at) wake()
    })
  }
  function paint(now: number) {
    context.viewport(0, 0, canvas.width, canvas.height)
    context.clearColor(...palette.sea, 1)
    context.clear(context.COLOR_BUFFER_BIT)
    const land = camera.zoom > 3 ? (lands.near ?? lands.far) : (lands.far ?? lands.near)
    if (land) layers.land.draw(land, camera, size, palette)
    layers.points.draw(scene.count, { camera, size, ratio: ratio(), now, palette, still: still() })
  }

  function resize(width: number, height: number) {
    size = { width, height }
    canvas.width = Math.max(1, Math.round(width * ratio()))
    canvas.height = Math.max(1, Math.round(height * ratio()))
    if (labels.ratio !== ratio()) {
      labels = createLabels(ratio())
      scene.relabel()
    }
    camera = kept(camera, size)
    onMoved(camera, size)
    // At once: between a new size and its picture there would be nothing.
    stale = true
    cancelAnimationFrame(frame)
    draw(performance.now())
  }

  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect
    if (width > 0 && height > 0) resize(width, height)
  })
  observer.observe(host)
  const stops = [
    () => observer.disconnect(),
    model.subscribe(wake),
    watchTheme(() => {
      palette = readPalette()
      wake()
    }),
    listen(canvas, 'webglcontextlost', event => {
      event.preventDefault()
      cancelAnimationFrame(frame)
      frame = 0
      onLost(true)
    }),
    listen(canvas, 'webglcontextrestored', () => {
      layers = makeLayers()
      labels.isFresh = true
      onLost(false)
      later()
    }),
  ]
  // Figures that were written before the font had come are written again.
  void document.fonts.ready.then(() => {
    labels.clear()
    scene.relabel()
    later()
  })

  const jump = (to: Camera) => {
    motion.stop()
    camera = kept(to, size)
    onMoved(camera, size)
    wake()
  }
  function mark(next: typeof marked) {
    if (next.hover === marked.hover && next.chosen === marked.chosen) return
    for (const key of [marked.hover, marked.chosen]) if (key !== null) scene.mark(key, 0)
    marked = next
    if (next.hover !== null) scene.mark(next.hover, 1)
    if (next.chosen !== null) scene.mark(next.chosen, 2)
    later()
  }

  return {
    get camera() {
      return camera
    },
    get size() {
      return size
    },
    get level() {
      return levelOf(camera.zoom)
    },
    setLand(land: Partial<typeof lands>) {
      lands = { ...lands, ...land }
      wake()
    },
    jump,
    moveBy(dx: number, dy: number) {
      motion.stop()
      camera = moved(camera, size, dx, dy)
      onMoved(camera, size)
      wake()
    },
    pinch(by: number, at: Point) {
      motion.stop()
      camera = zoomedAt(camera, size, camera.zoom + by, at)
      onMoved(camera, size)
      wake()
    },
    glide(vx: number, vy: number) {
      motion.glide(vx, vy)
      wake()
    },
    /** Nearer or further by so many zooms; where it is held by, stays. */
    zoomBy(by: number, at: Point = { x: size.width / 2, y: size.height / 2 }) {
      motion.zoomTo(camera, by, at)
      wake()
    },
    flyTo(to: Camera, ms?: number) {
      motion.flyTo(camera, kept(to, size), performance.now(), ms)
      wake()
    },
    flyAround(box: Box, paddingPixels = 80, atLeast = 0) {
      const to = around(box, size, paddingPixels)
      this.flyTo({ ...to, zoom: Math.max(to.zoom, atLeast) })
    },
    whole: (): Camera => ({ ...home, zoom: minZoom(size) }),
    hold: () => motion.stop(),
    mark,
    hit: (pixel: Point): number | null =>
      scene.hit(fromScreen(camera, size, pixel), worldPixels(camera.zoom), slackPixels),
    /** What is next to the middle, at most so far away. */
    nearest: (pixels: number): number | null => scene.hit(camera, worldPixels(camera.zoom), pixels),
    where: (spot: Spot): Point => toScreen(camera, size, spot),
    /** For a measurement: whether anything is on its way. */
    get isIdle() {
      return frame === 0
    },
    stop() {
      cancelAnimationFrame(frame)
      for (const stop of stops) stop()
      context.getExtension('WEBGL_lose_context')?.loseContext()
      canvas.remove()
    },
  }
}

function listen(target: EventTarget, name: string, run: (event: Event) => void): () => void {
  target.addEventListener(name, run)
  return () => target.removeEventListener(name, run)
}
