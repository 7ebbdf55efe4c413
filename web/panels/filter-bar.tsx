import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import filters from '../design/filters.module.css'

type Props = { active: boolean; onClear: () => void; children: ReactNode }

/** What a list is asked for, and the way back to all of it. */
export function FilterBar({ active, onClear, children }: Props) {
  const { t } = useTranslation()
  return (
    <div className={filters['bar']} role="search">
      {children}
      {active && (
        <Button look="ghost" onClick={onClear}>
          {t('list.clear')}
        </Button>
      )}
    </div>
  )
}
