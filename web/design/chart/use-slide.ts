import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react'
import { followClock, planSlide, shownAt, type Slide } from './slide.ts'

type Given = {
  /** What is moved, all alike. */
  layers: readonly RefObject<HTMLElement | null>[]
  /** The newest second that is known, by the hub's clock; null while nothing is. */
  last: number | null
  /** When the hub told of it and when that came, in milliseconds of the two clocks. */
  told: { at: number; receivedAt: number }
  /** Where a layer is, when the right edge shows this second. */
  offsetOf: (second: number) => number
}
/** The frame that is being made: animations count from it, so what is on the screen is known exactly. */
const frameNow = () => Number(document.timeline.currentTime ?? performance.now())
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Moves layers with time: an animation of the compositor, planned anew with every message. Answers what the edge shows. */
export function useSlide({ layers, last, told, offsetOf }: Given): () => number {
  const clock = useRef<number | null>(null)
  const slide = useRef<(Slide & { startedAt: number }) | null>(null)
  const shownNow = useCallback(
    () => (slide.current ? shownAt(slide.current, frameNow() - slide.current.startedAt) : 0),
    [],
  )
  const { at, receivedAt } = told
  useLayoutEffect(() => {
    if (last === null) return
    clock.current = followClock(clock.current, at - receivedAt)
    const plan = planSlide({
      shown: slide.current ? shownNow() : null,
      hubNow: (Date.now() + clock.current) / 1000,
      last,
    })
    const startedAt = frameNow()
    slide.current = { ...(still() ? { from: last, to: last, ms: 0 } : plan), startedAt }
    const { from, to, ms } = slide.current
    const moved = layers.map(layer => {
      const box = layer.current
      if (!box) return null
      const place = (second: number) => `translate3d(${offsetOf(second).toFixed(3)}px, 0, 0)`
      box.style.transform = place(to)
      if (ms === 0) return null
      const moving = box.animate([{ transform: place(from) }, { transform: place(to) }], { duration: ms })
      // Left to itself it would begin a frame or two late, and the next one would begin with a jump.
      moving.startTime = startedAt
      return moving
    })
    return () => {
      for (const one of moved) one?.cancel()
    }
  }, [layers, last, at, receivedAt, offsetOf, shownNow])
  return shownNow
}
