import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { EmptyState } from '../design/states.tsx'

type Props = { icon: ReactNode; title: string; lead: string; filtered: boolean; onClear: () => void }

/** A list without rows: nothing is there yet, or nothing fits what was asked for. */
export function ListEmpty({ icon, title, lead, filtered, onClear }: Props) {
  const { t } = useTranslation()
  if (!filtered) return <EmptyState icon={icon} title={title} lead={lead} />
  return (
    <EmptyState icon={icon} title={t('list.noMatch')} lead={t('list.noMatchLead')}>
      <Button onClick={onClear}>{t('list.clear')}</Button>
    </EmptyState>
  )
}
