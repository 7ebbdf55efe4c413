import type { Point } from './mercator.ts'

/** What hands and keys ask of the map. */
export type Asked = {
  hold(): void
  moveBy(dx: number, dy: number): void
  glide(vx: number, vy: number): void
  zoomBy(by: number, at?: Point): void
  /** As two fingers do: without delay. */
  pinch(by: number, at: Point): void
  /** A press that did not move; a finger is less exact than a pointer. */
  press(at: Point): void
  /** Twice, where nothing is. */
  pressTwice(at: Point): void
  point(at: Point | null): void
  home(): void
  /** Enter, and what the arrow keys have come to. */
  enter(): void
  keyed(): void
}

const stillPixels = { mouse: 4, touch: 10, pen: 6 } as Record<string, number>
const keyPixels = 90
const wheelZoom = 1 / 380
const pinchWheelZoom = 1 / 90
/** A hand that rested before it let go has not thrown. */
const throwMs = 80

export function watchGestures(box: HTMLElement, ask: Asked): () => void {
  const fingers = new Map<number, Point>()
  let began: { at: Point; moved: boolean; type: string } | null = null
  let trail: { x: number; y: number; at: number }[] = []

  const placeOf = (event: PointerEvent | WheelEvent | MouseEvent): Point => {
    const { left, top } = box.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const spread = ([a, b]: Point[]) => Math.hypot(a!.x - b!.x, a!.y - b!.y)
  const middle = (points: Point[]): Point => ({
    x: points.reduce((sum, it) => sum + it.x, 0) / points.length,
    y: points.reduce((sum, it) => sum + it.y, 0) / points.length,
  })

  function down(event: PointerEvent) {
    if (event.button !== 0) return
    ask.hold()
    fingers.set(event.pointerId, placeOf(event))
    began = fingers.size === 1 ? { at: placeOf(event), moved: false, type: event.pointerType } : null
    trail = []
  }
  function move(event: PointerEvent) {
    const at = placeOf(event)
    if (!fingers.has(event.pointerId)) {
      if (event.pointerType !== 'touch') ask.point(at)
      return
    }
    const before = [...fingers.values()]
    const far = began ? Math.hypot(at.x - began.at.x, at.y - began.at.y) : Infinity
    if (began && !began.moved && far < (stillPixels[began.type] ?? 5)) return
    if (began && !began.moved) {
      began.moved = true
      box.setPointerCapture(event.pointerId)
      ask.point(null)
      fingers.set(event.pointerId, at)
      return
    }
    fingers.set(event.pointerId, at)
    const after = [...fingers.values()]
    const [from, to] = [middle(before), middle(after)]
    ask.moveBy(to.x - from.x, to.y - from.y)
    if (after.length === 2) ask.pinch(Math.log2(spread(after) / Math.max(1, spread(before))), to)
    trail.push({ ...to, at: event.timeStamp })
    if (trail.length > 8) trail.shift()
  }
  function up(event: PointerEvent) {
    if (!fingers.delete(event.pointerId)) return
    if (event.type === 'pointercancel') began = null
    if (began && !began.moved) ask.press(placeOf(event))
    else if (fingers.size === 0) throwOn(event.timeStamp)
    if (fingers.size > 0) trail = []
    began = null
  }
  function throwOn(now: number) {
    const recent = trail.filter(it => now - it.at < throwMs)
    const [first, last] = [recent[0], recent.at(-1)]
    if (!first || !last || last.at === first.at) return
    const ms = last.at - first.at
    ask.glide((last.x - first.x) / ms, (last.y - first.y) / ms)
  }
  function wheel(event: WheelEvent) {
    event.preventDefault()
    const lines = event.deltaMode === 1 ? 20 : 1
    // A pinch on a touchpad comes as a wheel with Ctrl, in small steps.
    const pace = event.ctrlKey ? pinchWheelZoom : wheelZoom
    ask.zoomBy(Math.max(-1.5, Math.min(1.5, -event.deltaY * lines * pace)), placeOf(event))
  }
  const keys: Record<string, () => void> = {
    ArrowLeft: () => ask.moveBy(keyPixels, 0),
    ArrowRight: () => ask.moveBy(-keyPixels, 0),
    ArrowUp: () => ask.moveBy(0, keyPixels),
    ArrowDown: () => ask.moveBy(0, -keyPixels),
    '+': () => ask.zoomBy(1),
    '=': () => ask.zoomBy(1),
    '-': () => ask.zoomBy(-1),
    '0': () => ask.home(),
    Home: () => ask.home(),
  }
  function key(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return ask.enter()
    }
    const run = keys[event.key]
    if (!run) return
    event.preventDefault()
    run()
    ask.keyed()
  }
  const twice = (event: MouseEvent) => ask.pressTwice(placeOf(event))
  const leave = () => ask.point(null)

  const table: [string, (event: never) => void, AddEventListenerOptions?][] = [
    ['pointerdown', down],
    ['pointermove', move],
    ['pointerup', up],
    ['pointercancel', up],
    ['pointerleave', leave],
    ['wheel', wheel, { passive: false }],
    ['dblclick', twice],
    ['keydown', key],
  ]
  for (const [name, run, how] of table) box.addEventListener(name, run as EventListener, how)
  return () => {
    for (const [name, run] of table) box.removeEventListener(name, run as EventListener)
  }
}
