import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../i18n/use-format.ts'
import type { BatteryPoint } from './spans.ts'
import styles from './history.module.css'

type Props = { lines: readonly BatteryPoint[][]; from: number; to: number }
const levels = [0, 0.5, 1] as const

/** The level over time; where nobody knows it there is no line. */
export function BatteryChart({ lines, from, to }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const all = lines.flat()
  if (all.length === 0) return <p className={styles['nothing']}>{t('nodeHistory.noBattery')}</p>
  const levelsOf = all.map(it => it.level)
  const words = t('nodeHistory.batteryWords', {
    low: format.percent(Math.min(...levelsOf)),
    high: format.percent(Math.max(...levelsOf)),
    last: format.percent(levelsOf.at(-1)!),
  })
  const x = (at: number) => ((100 * (Math.max(from, at) - from)) / (to - from)).toFixed(3)
  const y = (level: number) => (100 - level * 100).toFixed(2)
  return (
    <div className={styles['battery']}>
      {levels.map(it => (
        <span key={it} className={styles['level']} style={{ bottom: `${it * 100}%` }} aria-hidden="true">
          <span className={styles['levelText']}>{format.percent(it)}</span>
        </span>
      ))}
      <svg
        className={styles['drawing']}
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${t('nodeHistory.battery')}. ${words}`}
      >
        {lines.map(line => {
          const path = line.map((it, i) => `${i ? 'L' : 'M'}${x(it.at)} ${y(it.level)}`).join('')
          const [first, last] = [line[0]!, line.at(-1)!]
          return (
            <g key={first.at}>
              <path className={styles['area']} d={`${path}L${x(last.at)} 100L${x(first.at)} 100Z`} />
              <path className={styles['line']} d={path} />
            </g>
          )
        })}
      </svg>
    </div>
  )
}
