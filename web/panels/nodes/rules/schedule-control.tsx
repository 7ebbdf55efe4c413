import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../../design/button.tsx'
import { Input } from '../../../design/input.tsx'
import type { Span } from './rules-form.ts'
import styles from './rules.module.css'

type Props = { spans: readonly Span[]; disabled: boolean; onChange: (spans: readonly Span[]) => void }

/** As many as the contract takes. */
const most = 14
const night: Span = { from: '22:00', to: '06:00' }

/** Hours of the device's own clock. From later to earlier runs over midnight. */
export function ScheduleControl({ spans, disabled, onChange }: Props) {
  const { t } = useTranslation()
  const set = (i: number, change: Partial<Span>) =>
    onChange(spans.map((it, at) => (at === i ? { ...it, ...change } : it)))
  const time = (i: number, end: keyof Span) => (
    <Input
      type="time"
      className={styles['time']}
      aria-label={t(`rules.schedule.${end}`, { n: i + 1 })}
      value={spans[i]![end]}
      disabled={disabled}
      onChange={event => set(i, { [end]: event.target.value })}
    />
  )
  return (
    <div className={styles['spans']}>
      {spans.length === 0 && <span className={styles['always']}>{t('rules.always')}</span>}
      {spans.map((_, i) => (
        // Spans have nothing to be told apart by but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={i} className={styles['span']}>
          {time(i, 'from')}
          <span aria-hidden="true">–</span>
          {time(i, 'to')}
          {!disabled && (
            <Button
              size="sm"
              square
              look="ghost"
              aria-label={t('rules.schedule.remove', { n: i + 1 })}
              onClick={() => onChange(spans.filter((__, at) => at !== i))}
            >
              <X size={14} />
            </Button>
          )}
        </div>
      ))}
      {!disabled && spans.length < most && (
        <Button size="sm" look="ghost" className={styles['add']} onClick={() => onChange([...spans, night])}>
          <Plus size={14} />
          {t('rules.schedule.add')}
        </Button>
      )}
    </div>
  )
}
