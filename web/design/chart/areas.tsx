import { Area } from 'recharts'

// The one look of all charts: what an axis takes, how areas are filled.
export const yAxisWidth = 62
export const xAxisHeight = 28
export const chartMargin = { top: 8, right: 8, bottom: 0, left: 0 }
/** As wide as a tip may become; where there is not twice as much room it stands still. */
export const tipWidth = 300
export const tick = { fill: 'var(--text-3)' }

const look = { stackId: 'bytes', isAnimationActive: false, strokeWidth: 1.6 } as const

/** Sent, and received on top of it: the upper line is both together. `single`: a line of one point is none, so it gets a dot. */
export const areas = ({ single, curve }: { single: boolean; curve: 'monotoneX' | 'linear' }) =>
  (['up', 'down'] as const).map(of => (
    <Area
      key={of}
      {...look}
      dataKey={of}
      type={curve}
      stroke={`var(--chart-${of})`}
      fill={`var(--chart-${of})`}
      fillOpacity={0.2}
      dot={single ? { r: 3, fillOpacity: 1 } : false}
      activeDot={{ r: 3.5, strokeWidth: 0 }}
    />
  ))
