import type { Series } from '../stores/series.ts'
import styles from './sparkline.module.css'

type Props = {
  series: Series
  label: string
  /** The scale reaches at least so far, so that noise looks like noise. */ atLeast: number
}

const width = 120
const height = 28

/** The last minutes as a line; `label` says the same in words. */
export function Sparkline({ series, label, atLeast }: Props) {
  const { length } = series
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < length; i++) {
    low = Math.min(low, series.at(i))
    high = Math.max(high, series.at(i))
  }
  const top = Math.max(high, atLeast)
  const y = (value: number) => height - 2 - (value / (top || 1)) * (height - 5)
  const step = width / Math.max(length - 1, 30)
  const x = (i: number) => width - (length - 1 - i) * step
  let line = ''
  for (let i = 0; i < length; i++) line += `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(series.at(i)).toFixed(1)}`
  return (
    <svg
      className={styles['spark']}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line className={styles['base']} x1="0" x2={width} y1={height - 1} y2={height - 1} />
      {length > 1 && (
        <path className={styles['area']} d={`${line}L${width} ${height}L${x(0).toFixed(1)} ${height}Z`} />
      )}
      {length > 1 && <path className={styles['line']} d={line} />}
    </svg>
  )
}
