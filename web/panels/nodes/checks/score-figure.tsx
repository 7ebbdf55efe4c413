import { useTranslation } from 'react-i18next'
import { healthBounds } from '#protocol/health.ts'
import { ShareBar } from '../../../design/share-bar.tsx'
import { useFormat } from '../../../i18n/use-format.ts'
import styles from './checks.module.css'

const toneOf = (points: number) =>
  points < healthBounds.poor ? 'bad' : points < healthBounds.weak ? 'warn' : 'good'

/** `85` and a bar: of the same width whatever it says. */
export function ScoreFigure({ points }: { points: number | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (points === null) return <span className={styles['noScore']}>–</span>
  return (
    <span className={styles['score']} title={t('score.of', { points })}>
      <span className={styles['scoreNumber']}>{format.number(points)}</span>
      <ShareBar share={points / 100} tone={toneOf(points)} />
    </span>
  )
}
