import { useTranslation } from 'react-i18next'
import { FilterBar } from '../filter-bar.tsx'
import { ProviderSelect } from '../providers/provider-select.tsx'
import { useFilters } from '../use-filters.ts'
import { CodeRows } from './code-rows.tsx'

/** The codes of everybody, or of the provider that the address names. */
export function CodeList() {
  const { t } = useTranslation()
  const { values, set, active } = useFilters(['provider'])
  const choose = (provider: string) => set({ provider })
  return (
    <>
      <FilterBar active={active} onClear={() => choose('')}>
        <ProviderSelect label={t('nodes.provider')} value={values.provider} onChange={choose} />
      </FilterBar>
      <CodeRows {...(values.provider && { provider: values.provider })} />
    </>
  )
}
