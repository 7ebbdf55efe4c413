import { useTranslation } from 'react-i18next'
import { Input } from '../../../design/input.tsx'
import type { RuleName, RuleTexts } from './rules-form.ts'
import styles from './rules.module.css'
import { ScheduleControl } from './schedule-control.tsx'

type Props = {
  id: string
  rule: RuleName
  texts: RuleTexts
  disabled: boolean
  wrong: boolean
  onText: (texts: Partial<RuleTexts>) => void
}

/** What a rule is written with. What is inherited is seen in it, and cannot be changed. */
export function RuleControl({ id, rule, texts, disabled, wrong, onText }: Props) {
  const { t } = useTranslation()
  switch (rule) {
    case 'paused':
    case 'chargingOnly':
    case 'wifiOnly':
      return (
        <input
          id={id}
          className={styles['tick']}
          type="checkbox"
          aria-describedby={`${id}-note`}
          checked={texts[rule]}
          disabled={disabled}
          onChange={event => onText({ [rule]: event.target.checked })}
        />
      )
    case 'schedule':
      return (
        <ScheduleControl
          spans={texts.schedule}
          disabled={disabled}
          onChange={schedule => onText({ schedule })}
        />
      )
    case 'batteryFloor':
    case 'maxSessions':
    case 'monthlyBytes':
      return (
        <Input
          id={id}
          className={styles['number']}
          inputMode="decimal"
          aria-describedby={`${id}-note`}
          aria-invalid={wrong || undefined}
          placeholder={t('rules.none')}
          value={texts[rule]}
          disabled={disabled}
          onChange={event => onText({ [rule]: event.target.value })}
        />
      )
  }
}
