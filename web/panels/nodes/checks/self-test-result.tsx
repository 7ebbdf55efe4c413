import { useTranslation } from 'react-i18next'
import type { SelfTest } from '#protocol/trust/self-test.ts'
import { Badge, type Tone } from '../../../design/badge.tsx'
import { TimeAgo } from '../../time-ago.tsx'
import styles from './checks.module.css'

const tones: Record<SelfTest['result'], Tone> = { passed: 'good', failed: 'bad', unclear: 'warn' }
const tryTones = { refused: 'good', reached: 'bad', unclear: 'warn' } as const

export function SelfTestBadge({ test }: { test: SelfTest | null }) {
  const { t } = useTranslation()
  return (
    <Badge tone={test ? tones[test.result] : 'quiet'}>
      {test ? t(`selfTest.results.${test.result}`) : t('selfTest.none')}
    </Badge>
  )
}

/** What a stranger's traffic must not get to: each address that was tried, and what became of it. */
export function SelfTestTries({ test }: { test: SelfTest }) {
  const { t } = useTranslation()
  return (
    <div>
      <p className={styles['lead']}>
        {`${t('selfTest.at')} `}
        <TimeAgo at={new Date(test.at).toISOString()} />
        {`. ${t('selfTest.lead')}`}
      </p>
      <ul className={styles['tries']} aria-label={t('selfTest.tried')}>
        {test.tries.map(it => (
          <li key={`${it.range} ${it.target}`} className={styles['try']}>
            <span className={styles['range']}>{t(`selfTest.ranges.${it.range}`)}</span>
            <code className={styles['target']}>{it.target}</code>
            <span className={styles['outcome']}>
              <Badge tone={tryTones[it.result]}>{t(`selfTest.tries.${it.result}`)}</Badge>
              {it.answer !== 'forbidden' && (
                <span className={styles['answer']}>
                  {t(`selfTest.answers.${it.answer}`, { defaultValue: it.answer })}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
