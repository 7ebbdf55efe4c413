import { useTranslation } from 'react-i18next'
import type { NodeChecks } from '#protocol/rest/nodes.ts'
import { clearSuspicion, doubtSuspicion } from '#protocol/trust/judge.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import styles from './checks.module.css'
import { signalWords } from './signal-words.ts'

/** Everything that speaks against a home, with what each counts; and why it could not be said. */
export function Reasons({ checks }: { checks: NodeChecks }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { verdict, exitFault } = checks
  const signals = verdict?.signals ?? []
  const unknown = verdict ? verdict.unknown : 'not_checked'
  return (
    <ul className={styles['reasons']} aria-label={t('verdict.reasons')}>
      {signals.map(it => (
        <li key={it.signal} className={styles['reason']}>
          <span>{signalWords(t, format, it)}</span>
          <span
            className={styles['weight']}
            data-tone={it.weight >= clearSuspicion ? 'bad' : it.weight >= doubtSuspicion ? 'warn' : 'quiet'}
          >
            {`+${format.number(it.weight)}`}
          </span>
        </li>
      ))}
      {unknown && <li className={styles['reason']}>{t(`verdict.unknown.${unknown}`)}</li>}
      {exitFault && (
        <li className={styles['reason']}>
          {t('verdict.exitFault', {
            why: t(`verdict.faults.${exitFault as 'lost'}`, { defaultValue: exitFault }),
          })}
        </li>
      )}
      {signals.length === 0 && !unknown && !exitFault && (
        <li className={styles['reason']} data-none="">
          {t('verdict.noReasons')}
        </li>
      )}
    </ul>
  )
}
