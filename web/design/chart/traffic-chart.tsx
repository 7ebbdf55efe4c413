import { CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts'
import { useFormat } from '../../i18n/use-format.ts'
import { areas, chartMargin, tick, tipWidth, xAxisHeight, yAxisWidth } from './areas.tsx'
import { ChartTip } from './chart-tip.tsx'
import styles from './chart.module.css'
import { scaleOf } from './scale.ts'
import { useWidth } from './use-width.ts'

export type ChartPoint = {
  /** When its step begins, in milliseconds. */
  at: number
  up: number
  down: number
  /** Both together of the same step of the period before. */
  before?: number | undefined
}
type Props = {
  label: string
  points: readonly ChartPoint[]
  height: number
  compare: boolean
  /** Of the last step, when it is not over. */
  runningNote?: string | undefined
  short: (at: number) => string
  long: (at: number) => string
  ticks: (times: readonly number[], room: number) => number[]
}

/** So wide a mark of the time axis is with the air around it. */
const markWidth = 76

/** Traffic over time, received and sent on each other, and the period before as a dashed line. */
export function TrafficChart({ label, points, height, compare, runningNote, short, long, ticks }: Props) {
  const format = useFormat()
  const { ref, width } = useWidth<HTMLDivElement>()
  const most = points.reduce((top, it) => Math.max(top, it.up + it.down, it.before ?? 0), 0)
  const scale = scaleOf(most, 1_000)
  const times = points.map(it => it.at)
  const room = Math.floor((width - yAxisWidth) / markWidth)
  const last = times.at(-1)
  return (
    <div ref={ref} className={styles['plot']} style={{ height }}>
      {width > 0 && (
        <ComposedChart
          {...{ 'aria-label': label }}
          width={width}
          height={height}
          data={points}
          margin={chartMargin}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={['dataMin', 'dataMax']}
            ticks={ticks(times, room)}
            tickFormatter={short}
            interval={0}
            height={xAxisHeight}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-strong)' }}
            tick={tick}
            tickMargin={8}
          />
          <YAxis
            width={yAxisWidth}
            domain={[0, scale.top]}
            ticks={[...scale.ticks]}
            tickFormatter={format.bytes}
            interval={0}
            tickLine={false}
            axisLine={false}
            tick={tick}
            tickMargin={8}
          />
          {areas({ single: points.length === 1, curve: 'monotoneX' })}
          {compare && (
            <Line
              dataKey="before"
              type="monotoneX"
              stroke="var(--chart-before)"
              strokeWidth={1.4}
              strokeDasharray="4 4"
              dot={false}
              activeDot={false}
              isAnimationActive={false}
            />
          )}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--text-3)', strokeDasharray: '2 3' }}
            allowEscapeViewBox={{ x: false, y: true }}
            {...(width < 2 * tipWidth && { position: { x: 0, y: 0 } })}
            content={({ active, payload }) => {
              const point = payload[0]?.payload as ChartPoint | undefined
              if (!active || !point) return null
              return (
                <ChartTip
                  title={long(point.at)}
                  note={point.at === last ? runningNote : undefined}
                  up={point.up}
                  down={point.down}
                  before={compare ? point.before : undefined}
                />
              )
            }}
          />
        </ComposedChart>
      )}
    </div>
  )
}
