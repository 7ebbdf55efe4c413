import { Smartphone } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { NodeSort } from '#protocol/node-filter.ts'
import { nodeSorts } from '#protocol/node-filter.ts'
import { call } from '../../api/browser.ts'
import { Select } from '../../design/input.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { ListEmpty } from '../list-empty.tsx'
import { ListFrame } from '../list-frame.tsx'
import { useFilters } from '../use-filters.ts'
import { useList } from '../use-list.ts'
import { NodeFilters } from './list/node-filters.tsx'
import { NodeTable } from './list/node-table.tsx'
import { filterOf, noWish, sortOf, wishNames } from './list/node-wish.ts'
import styles from './list/list.module.css'
import { useCounts } from './list/use-counts.ts'

const everyMs = 3_000
const sorts = nodeSorts.flatMap(it => [it, `-${it}`] as NodeSort[])

/** Every device, by all that can be asked of it. */
export function NodeList({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { values, set } = useFilters([...wishNames, 'sort'])
  const filter = filterOf(values)
  const sort = sortOf(values.sort)
  const list = useList(
    ['nodes', filter, sort],
    (after, signal) => call('listNodes', { query: { ...filter, sort, after } }, { signal }),
    { everyMs },
  )
  const counts = useCounts(filter)
  return (
    <>
      <NodeFilters
        values={values}
        filter={filter}
        providerName={list.items.find(it => it.provider.id === filter.provider)?.provider.name ?? null}
        onChange={set}
      />
      <div className={styles['above']}>
        <p className={styles['found']}>
          {counts && t('nodeList.found', { count: counts.total, online: format.number(counts.online) })}
        </p>
        <Select
          className={styles['sort']}
          aria-label={t('nodeList.sort')}
          value={sort}
          onChange={event => set({ sort: event.target.value === 'newest' ? '' : event.target.value })}
        >
          {sorts.map(it => (
            <option key={it} value={it}>
              {t(`nodeList.sorts.${it}`)}
            </option>
          ))}
        </Select>
      </div>
      <ListFrame
        list={list}
        empty={
          <ListEmpty
            icon={<Smartphone size={20} />}
            title={t('nodes.empty')}
            lead={t('nodes.emptyLead')}
            filtered={Object.keys(filter).length > 0}
            onClear={() => set(noWish)}
          />
        }
      >
        <NodeTable rows={list.isPending ? null : list.items} onOpen={onOpen} />
      </ListFrame>
    </>
  )
}
