import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nodeStatuses } from '#protocol/node.ts'
import type { NodeFilter } from '#protocol/node-filter.ts'
import { verdictKinds } from '#protocol/trust/verdict.ts'
import { Button } from '../../design/button.tsx'
import filters from '../../design/filters.module.css'
import { useFormat } from '../../i18n/use-format.ts'
import { FilterBar } from '../filter-bar.tsx'
import { FilterSelect } from '../filter-select.tsx'
import { countryName } from '../proxy/country-name.ts'
import { SearchInput } from '../search-input.tsx'
import styles from './map.module.css'
import { filterNames } from './model/view-state.ts'

type Props = {
  filter: NodeFilter
  /** Where there are nodes: what one may choose from. */
  countries: readonly string[]
  onChange: (changes: Record<string, string | null>) => void
}
const networks = ['wifi', 'cellular', 'ethernet'] as const
const shares = ['0.1', '0.2', '0.3', '0.5', '0.8', '1'] as const
const points = ['40', '50', '60', '70', '80', '90', '100'] as const

/** The same wishes for the map and for the list. */
export function MapFilters({ filter, countries, onChange }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const rare = (['network', 'batteryFrom', 'batteryTo', 'scoreFrom', 'scoreTo'] as const).filter(
    it => filter[it] !== undefined,
  )
  const [more, setMore] = useState(rare.length > 0)
  const text = (value: string | number | undefined) => `${value ?? ''}`
  const active = filterNames.some(name => filter[name] !== undefined)
  const select = <W extends string>(
    name: keyof NodeFilter,
    label: string,
    words: readonly W[],
    textOf: (word: W) => string,
  ) => (
    <FilterSelect
      label={label}
      value={text(filter[name])}
      words={words}
      textOf={textOf}
      onChange={value => onChange({ [name]: value })}
    />
  )
  const battery = t('map.filters.battery')
  const score = t('map.filters.score')
  return (
    <div className={styles['filters']}>
      <FilterBar
        active={active}
        onClear={() => onChange(Object.fromEntries(filterNames.map(name => [name, null])))}
      >
        <SearchInput
          className={filters['search']}
          label={t('nodes.search')}
          value={text(filter.search)}
          onChange={search => onChange({ search })}
        />
        <div className={styles['common']} data-open={more || undefined}>
          {select('country', t('map.filters.country'), countries, code => countryName(format.tag, code))}
          {select('status', t('nodes.statusLabel'), nodeStatuses, status => t(`nodes.status.${status}`))}
          {select('online', t('map.filters.online'), ['true', 'false'], is =>
            t(is === 'true' ? 'map.yes' : 'map.no'),
          )}
          {select('verdict', t('verdict.title'), verdictKinds, kind => t(`verdict.kinds.${kind}`))}
        </div>
        <Button look="ghost" aria-expanded={more} onClick={() => setMore(!more)}>
          <SlidersHorizontal size={15} />
          {t(more ? 'map.filters.less' : 'map.filters.more')}
        </Button>
        {more && (
          <div className={styles['common']} data-open="">
            {select('network', t('map.filters.network'), networks, it => t(`nodes.networks.${it}`))}
            {(['batteryFrom', 'batteryTo'] as const).map(name => (
              <span key={name} className={styles['pick']}>
                {select(name, bound(name, battery), shares, it =>
                  bound(name, battery, format.percent(Number(it))),
                )}
              </span>
            ))}
            {(['scoreFrom', 'scoreTo'] as const).map(name => (
              <span key={name} className={styles['pick']}>
                {select(name, bound(name, score), points, it => bound(name, score, it))}
              </span>
            ))}
          </div>
        )}
      </FilterBar>
    </div>
  )

  function bound(which: string, name: string, value?: string) {
    const isLeast = which.endsWith('From')
    if (value === undefined) return t(isLeast ? 'map.filters.least' : 'map.filters.most', { name })
    return t(isLeast ? 'map.filters.from' : 'map.filters.upTo', { name, value })
  }
}
