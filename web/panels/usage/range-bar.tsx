import { useTranslation } from 'react-i18next'
import { Check } from '../../design/check.tsx'
import filters from '../../design/filters.module.css'
import { Input, Select } from '../../design/input.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { useNow } from '../system/use-now.ts'
import { dayIn, rangeNames } from './ranges.ts'
import type { WishState } from './use-wish.ts'
import styles from './usage.module.css'

/** Which time, by what step, and whether beside the time before. */
export function RangeBar({ state, zone }: { state: WishState; zone: string }) {
  const { t } = useTranslation()
  const { wish, steps } = state
  const today = dayIn(zone, useNow(60_000))
  const day = (of: 'from' | 'to') => (
    <Input
      className={styles['day']}
      type="date"
      aria-label={t(`usage.${of}`)}
      title={t(`usage.${of}`)}
      value={wish[of]}
      max={of === 'from' ? wish.to || today : today}
      min={of === 'to' ? wish.from : undefined}
      onChange={event => state.setDays({ [of]: event.target.value })}
    />
  )
  return (
    <div className={filters['bar']} role="search" aria-label={t('usage.range')}>
      <Tabs
        label={t('usage.range')}
        value={wish.range}
        items={rangeNames.map(it => [it, t(`usage.ranges.${it}`)] as const)}
        onChange={it => state.setRange(it, zone)}
      />
      {wish.range === 'custom' && (
        <span className={styles['days']}>
          {day('from')}
          <span aria-hidden="true">–</span>
          {day('to')}
        </span>
      )}
      <Select
        className={styles['step']}
        aria-label={t('usage.step')}
        value={wish.step}
        disabled={steps.length === 1}
        onChange={event => state.setStep(event.target.value as (typeof steps)[number])}
      >
        {steps.map(it => (
          <option key={it} value={it}>
            {t(`usage.steps.${it}`)}
          </option>
        ))}
      </Select>
      <Check
        className={styles['check']}
        label={t('usage.compare')}
        checked={state.compare}
        onChange={state.setCompare}
      />
    </div>
  )
}
