import { SlidersHorizontal, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeFilter } from '#protocol/node-filter.ts'
import { verdictKinds } from '#protocol/trust/verdict.ts'
import { Button } from '../../../design/button.tsx'
import filters from '../../../design/filters.module.css'
import { useFormat } from '../../../i18n/use-format.ts'
import { FilterBar } from '../../filter-bar.tsx'
import { FilterSelect } from '../../filter-select.tsx'
import { countryName } from '../../proxy/country-name.ts'
import { SearchInput } from '../../search-input.tsx'
import { networkTypes, noWish, rareNames, type WishValues, without } from './node-wish.ts'
import { RangeFilters } from './range-filters.tsx'
import styles from './list.module.css'
import { StatusChips } from './status-chips.tsx'
import { useCounts } from './use-counts.ts'

type Props = {
  values: WishValues
  filter: NodeFilter
  /** Of the provider that is asked for, as soon as one of its nodes is here. */
  providerName: string | null
  onChange: (values: Partial<WishValues>) => void
}

/** All that a list of nodes may be asked for, with what each choice would find. */
export function NodeFilters({ values, filter, providerName, onChange }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const rare = rareNames.some(it => values[it] !== '')
  const [open, setOpen] = useState(rare)
  const counted = (words: string, count: number | undefined) =>
    count === undefined ? words : `${words} (${format.number(count)})`
  const byVerdict = useCounts(without(filter, 'verdict'))?.byVerdict
  const byNetwork = useCounts(without(filter, 'network'))?.byNetwork
  const byCountry = useCounts(without(filter, 'country'))?.byCountry
  const countries = [
    ...new Set(
      [...(byCountry ?? []).map(it => it.country), filter.country ?? null].filter(it => it !== null),
    ),
  ]
  return (
    <div className={styles['filters']}>
      <StatusChips filter={filter} onChange={status => onChange({ status })} />
      <FilterBar active={Object.keys(filter).length > 0} onClear={() => onChange(noWish)}>
        <SearchInput
          className={filters['search']}
          label={t('nodes.search')}
          value={values.search}
          onChange={search => onChange({ search })}
        />
        <FilterSelect
          label={t('nodes.connected')}
          value={filter.online ?? ''}
          words={['true', 'false'] as const}
          textOf={it => t(it === 'true' ? 'nodeList.onlineTrue' : 'nodeList.onlineFalse')}
          onChange={online => onChange({ online })}
        />
        <FilterSelect
          label={t('nodeList.country')}
          value={filter.country ?? ''}
          words={countries}
          textOf={it =>
            counted(countryName(format.tag, it), byCountry?.find(one => one.country === it)?.nodes)
          }
          onChange={country => onChange({ country })}
        />
        <FilterSelect
          label={t('nodeList.network')}
          value={filter.network ?? ''}
          words={networkTypes}
          textOf={it => counted(t(`nodes.networks.${it}`), byNetwork && (byNetwork[it] ?? 0))}
          onChange={network => onChange({ network })}
        />
        <FilterSelect
          label={t('nodeList.verdict')}
          value={filter.verdict ?? ''}
          words={verdictKinds}
          textOf={it => counted(t(`verdict.kinds.${it}`), byVerdict && (byVerdict[it] ?? 0))}
          onChange={verdict => onChange({ verdict })}
        />
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          <SlidersHorizontal size={15} />
          {t(open ? 'nodeList.less' : 'nodeList.more')}
        </Button>
        {filter.provider && (
          <Button onClick={() => onChange({ provider: '' })}>
            <span className={styles['cut']}>
              {`${t('nodes.provider')}: ${providerName ?? filter.provider.slice(-6)}`}
            </span>
            <X size={14} />
          </Button>
        )}
      </FilterBar>
      {open && <RangeFilters values={values} onChange={onChange} />}
    </div>
  )
}
