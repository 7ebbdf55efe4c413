import { useTranslation } from 'react-i18next'
import filters from '../design/filters.module.css'
import { Select } from '../design/input.tsx'

type Props<W extends string> = {
  label: string
  value: string
  words: readonly W[]
  textOf: (word: W) => string
  onChange: (value: string) => void
}

/** One word of a few, or all of them. */
export function FilterSelect<W extends string>({ label, value, words, textOf, onChange }: Props<W>) {
  const { t } = useTranslation()
  return (
    <Select
      className={filters['pick']}
      aria-label={label}
      value={value}
      onChange={e => onChange(e.target.value)}
    >
      <option value="">{`${label}: ${t('list.all')}`}</option>
      {words.map(word => (
        <option key={word} value={word}>
          {textOf(word)}
        </option>
      ))}
    </Select>
  )
}
