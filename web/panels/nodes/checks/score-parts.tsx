import { useTranslation } from 'react-i18next'
import type { Score, ScorePart } from '#protocol/trust/score.ts'
import { ShareBar } from '../../../design/share-bar.tsx'
import type { Format } from '../../../i18n/format.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import styles from './checks.module.css'

/** The figure that a part was made of, as people write it. */
function sawWords({ part }: ScorePart, saw: number, format: Format): string {
  switch (part) {
    case 'latency':
      return format.ms(saw)
    case 'speed':
      return format.bytesPerSecond(saw)
    case 'verdict':
      return format.number(saw)
    case 'stability':
    case 'success':
    case 'battery':
      return format.percent(saw)
  }
}

/** What a score is made of: each part, what was seen, and how many points of how many that is. */
export function ScoreParts({ score }: { score: Score }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div>
      <ul className={styles['parts']} aria-label={t('score.title')}>
        {score.parts.map(it => (
          <li key={it.part} className={styles['part']}>
            <span className={styles['partName']}>{t(`score.parts.${it.part}`)}</span>
            <span className={styles['saw']} data-none={it.saw === null || undefined}>
              {it.saw === null
                ? t('score.unmeasured')
                : t(`score.saw.${it.part}`, { value: sawWords(it, it.saw, format) })}
            </span>
            <ShareBar
              className={styles['partBar']}
              share={it.points / (it.of || 1)}
              tone={it.saw === null ? 'none' : it.points < it.of / 2 ? 'warn' : undefined}
            />
            <span className={styles['points']}>
              {t('score.points', { points: format.number(it.points), of: format.number(it.of) })}
            </span>
          </li>
        ))}
      </ul>
      {score.cap !== null && <p className={styles['cap']}>{t('score.cap', { cap: score.cap })}</p>}
    </div>
  )
}
