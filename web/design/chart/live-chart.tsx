import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { AreaChart, XAxis, YAxis } from 'recharts'
import type { Flow } from '#protocol/live/flow.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { areas, chartMargin, tick, tipWidth, xAxisHeight, yAxisWidth } from './areas.tsx'
import { ChartTip } from './chart-tip.tsx'
import styles from './chart.module.css'
import { type Scale, steadyScale } from './scale.ts'
import { useSlide } from './use-slide.ts'
import { useWidth } from './use-width.ts'

type Props = {
  label: string
  flow: Flow
  told: { at: number; receivedAt: number }
  height: number
}
type Second = { second: number; up: number; down: number }

const minute = 60
const steps: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: -Infinity,
  End: Infinity,
}

/**
 * The last minutes, a value a second, that slide by as time does. React draws the areas once a second; the layer that
 * they are on is moved by the compositor. What is known ends where it ends: when nothing more is heard, it stands.
 */
export function LiveChart({ label, flow, told, height }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { ref, width } = useWidth<HTMLDivElement>()
  const layer = useRef<HTMLDivElement>(null)
  const above = useRef<HTMLDivElement>(null)
  const layers = useMemo(() => [layer, above], [])

  const seconds = useMemo<Second[]>(
    // A second's bytes are known when it ends: there they stand.
    () => flow.up.map((up, i) => ({ second: flow.second + i + 1, up, down: flow.down[i] ?? 0 })),
    [flow],
  )
  const count = seconds.length
  const first = flow.second + 1
  const last = flow.second + count
  const scale = useScale(seconds)
  const plotWidth = Math.max(0, width - yAxisWidth)
  const pixels = plotWidth / count
  const layerWidth = Math.max(1, pixels * (count - 1))
  const offsetOf = useCallback(
    (second: number) => plotWidth - (second - first) * pixels,
    [plotWidth, pixels, first],
  )
  const shownNow = useSlide({ layers, last: width > 0 ? last : null, told, offsetOf })

  const pointer = useRef<number | null>(null)
  const [picked, setPicked] = useState<number | null>(null)
  const pick = useCallback(() => {
    const x = pointer.current
    if (x === null || pixels === 0) return
    const second = Math.round(shownNow() - (plotWidth - x) / pixels)
    setPicked(Math.min(last, Math.max(first, second)))
  }, [first, last, pixels, plotWidth, shownNow])
  // Under a pointer that rests another second has come.
  useEffect(pick, [pick, told.at])
  const move = (event: PointerEvent<HTMLElement>) => {
    pointer.current = event.clientX - event.currentTarget.getBoundingClientRect().left
    pick()
  }
  const leave = () => {
    pointer.current = null
    setPicked(null)
  }
  const go = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setPicked(null)
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    pointer.current = null
    setPicked(Math.min(last, Math.max(first, (picked ?? last) + step)))
  }

  const chosen = picked === null ? null : (seconds[picked - first] ?? null)
  const spoken = chosen ?? seconds.at(-1)!
  const clock = (second: number) => format.clock((second - 1) * 1000)
  const left = chosen ? (chosen.second - first) * pixels : 0
  const tip = chosen && <ChartTip title={clock(chosen.second)} up={chosen.up} down={chosen.down} />
  const narrow = plotWidth < 2 * tipWidth
  const inner = height - xAxisHeight
  const of = (ratio: number) => chartMargin.top + (1 - ratio) * (inner - chartMargin.top)
  return (
    <div ref={ref} className={styles['live']} style={{ height }}>
      {width > 0 && (
        <>
          <Lines scale={scale} of={of} text={format.bytesPerSecond} />
          {/* Read second by second with the arrow keys, as with the pointer. */}
          <div
            className={styles['window']}
            style={{ left: yAxisWidth, height }}
            role="slider"
            tabIndex={0}
            aria-label={label}
            aria-valuemin={first}
            aria-valuemax={last}
            aria-valuenow={spoken.second}
            aria-valuetext={t('chart.second', {
              time: clock(spoken.second),
              down: format.exactBytes(spoken.down),
              up: format.exactBytes(spoken.up),
            })}
            onPointerMove={move}
            onPointerDown={move}
            onPointerLeave={leave}
            onBlur={leave}
            onKeyDown={go}
          >
            <div ref={layer} className={styles['layer']} style={{ width: layerWidth }}>
              <Drawing seconds={seconds} width={layerWidth} height={height} scale={scale} />
            </div>
          </div>
          <div className={styles['above']} style={{ left: yAxisWidth }} aria-hidden="true">
            <div ref={above}>
              {chosen && (
                <>
                  <span
                    className={styles['cursorLine']}
                    style={{ left, top: chartMargin.top, height: inner - chartMargin.top }}
                  />
                  {!narrow && (
                    <div
                      className={styles['float']}
                      data-side={left > layerWidth / 2 ? 'left' : 'right'}
                      style={{ left }}
                    >
                      {tip}
                    </div>
                  )}
                </>
              )}
            </div>
          </div>
          {narrow && (
            <div className={styles['pinned']} aria-hidden="true">
              {tip}
            </div>
          )}
        </>
      )}
    </div>
  )
}

function useScale(seconds: readonly Second[]): Scale {
  const [kept, keep] = useState<Scale | null>(null)
  const most = seconds.reduce((top, it) => Math.max(top, it.up + it.down), 0)
  const scale = steadyScale(kept, most, 1_000)
  if (scale !== kept) keep(scale)
  return scale
}

/** The lines stand still while time goes by beneath them. */
function Lines({
  scale,
  of,
  text,
}: {
  scale: Scale
  of: (ratio: number) => number
  text: (value: number) => string
}) {
  return (
    <div aria-hidden="true">
      {scale.ticks.map(value => (
        <div key={value} className={styles['line']} style={{ top: of(value / scale.top) }}>
          <span className={styles['lineText']} style={{ width: yAxisWidth - 8 }}>
            {text(value)}
          </span>
          <span className={styles['lineRule']} data-base={value === 0 || undefined} />
        </div>
      ))}
    </div>
  )
}

type DrawingProps = { seconds: readonly Second[]; width: number; height: number; scale: Scale }

const Drawing = memo(function Drawing({ seconds, width, height, scale }: DrawingProps) {
  const format = useFormat()
  const marks = seconds.filter(it => it.second % minute === 0).map(it => it.second)
  return (
    <AreaChart
      accessibilityLayer={false}
      width={width}
      height={height}
      data={seconds}
      margin={{ ...chartMargin, left: 0, right: 0 }}
    >
      <XAxis
        dataKey="second"
        type="number"
        domain={['dataMin', 'dataMax']}
        ticks={marks}
        tickFormatter={(second: number) => format.bareClock(second * 1000).slice(0, 5)}
        interval={0}
        height={xAxisHeight}
        tickLine={false}
        axisLine={false}
        tick={tick}
        tickMargin={8}
      />
      <YAxis hide domain={[0, scale.top]} allowDataOverflow />
      {areas({ single: false, curve: 'linear' })}
    </AreaChart>
  )
})
