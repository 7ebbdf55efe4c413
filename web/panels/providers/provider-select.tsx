import { FilterSelect } from '../filter-select.tsx'
import { useProviders } from './use-providers.ts'

type Props = { label: string; value: string; onChange: (provider: string) => void }

/** Whose: a provider, or all of them. */
export function ProviderSelect({ label, value, onChange }: Props) {
  const items = useProviders().data?.items ?? []
  const names = new Map(items.map(it => [it.id, it.name]))
  // One that an address names stays chosen until the names are here.
  const words = value && !names.has(value) ? [value, ...names.keys()] : [...names.keys()]
  return (
    <FilterSelect
      label={label}
      value={value}
      words={words}
      textOf={id => names.get(id) ?? '…'}
      onChange={onChange}
    />
  )
}
