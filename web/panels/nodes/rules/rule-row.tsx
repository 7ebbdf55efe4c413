import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../../design/button.tsx'
import { RuleControl } from './rule-control.tsx'
import type { RuleName, RuleTexts } from './rules-form.ts'
import styles from './rules.module.css'

type Props = {
  rule: RuleName
  texts: RuleTexts
  own: boolean
  /** Who says it when it is not set here. */
  from: string | null
  /** Nobody stands above: there is nothing to inherit. */
  alone: boolean
  mayChange: boolean
  wrong: boolean
  onText: (texts: Partial<RuleTexts>) => void
  onOwn: (own: boolean) => void
}

export function RuleRow({ rule, texts, own, from, alone, mayChange, wrong, onText, onOwn }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const name = t(`rules.names.${rule}`)
  const source = alone ? t(`rules.hints.${rule}`) : own ? t('rules.own') : t('rules.from', { name: from })
  return (
    <li className={styles['rule']} data-own={own || undefined}>
      <div className={styles['words']}>
        {rule === 'schedule' ? (
          <span className={styles['name']}>{name}</span>
        ) : (
          <label className={styles['name']} htmlFor={id}>
            {name}
          </label>
        )}
        <span id={`${id}-note`} className={styles['note']} data-wrong={wrong || undefined}>
          {wrong ? t(`rules.wrong.${rule as 'batteryFloor'}`) : source}
        </span>
      </div>
      <div className={styles['control']}>
        <RuleControl
          id={id}
          rule={rule}
          texts={texts}
          disabled={!own || !mayChange}
          wrong={wrong}
          onText={onText}
        />
      </div>
      {!alone && mayChange && (
        <Button
          className={styles['turn']}
          size="sm"
          look={own ? 'ghost' : 'plain'}
          aria-label={`${t(own ? 'rules.inherit' : 'rules.setHere')}: ${name}`}
          onClick={() => onOwn(!own)}
        >
          {t(own ? 'rules.inherit' : 'rules.setHere')}
        </Button>
      )}
    </li>
  )
}
