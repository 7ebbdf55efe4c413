import { ArrowDown, ArrowUp, ArrowUpDown, Smartphone } from 'lucide-react'
import { useEffect, useEffectEvent, useReducer, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type NodeFilter, type NodeSort, nodeSorts } from '#protocol/node-filter.ts'
import type { Node } from '#protocol/rest/nodes.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Select } from '../../design/input.tsx'
import { createRowWindows } from '../../design/row-windows.ts'
import { Bone } from '../../design/states.tsx'
import { VirtualList } from '../../design/virtual-list.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNodes } from '../../stores/nodes.ts'
import { ListEmpty } from '../list-empty.tsx'
import styles from './map.module.css'
import { pointAt, usePointed } from './map-store.ts'
import type { MapModel } from './model/map-model.ts'
import { NodeRow } from './node-row.tsx'

type Props = {
  model: MapModel
  filter: NodeFilter
  sort: NodeSort
  /** How many fit; null: not counted yet. */
  total: number | null
  /** The total is that of the wish before. */
  isOld: boolean
  chosen: string | null
  filtered: boolean
  onSort: (sort: NodeSort) => void
  onOpen: (id: string) => void
  onClear: () => void
}
const rowHeight = 52
const noRows = createRowWindows<Node>({ load: async () => [], onChange: () => {} })
/** Orders change while one looks: what is in view is asked for again so often. */
const everyMs = 5_000
type SortName = (typeof nodeSorts)[number]
const columns = ['name', 'score', 'battery'] as const

/** Every node that fits, also those that the map has no place for, in the hub's order and with live figures. */
export function NodeRows({ model, filter, sort, total, isOld, chosen, filtered, ...on }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [version, redraw] = useReducer((n: number) => n + 1, 0)
  const told = useNodes(it => it.version)
  const pointed = usePointed()
  const resetKey = JSON.stringify([filter, sort])
  const load = useEffectEvent(async (skip: number, limit: number, signal: AbortSignal) => {
    const { items } = await call('listNodes', { query: { ...filter, sort, skip, limit } }, { signal })
    return items
  })
  // Another order is shown when its first rows are here; until then those of the one before stay.
  const [failed, setFailed] = useState(false)
  const [{ windows, key }, show] = useState({ windows: noRows, key: '' })
  useEffect(() => {
    let isShown = false
    const made = createRowWindows<Node>({
      load: (...asked) => load(...asked),
      onChange() {
        if (!isShown && made.has(0, 0)) show({ windows: made, key: resetKey })
        isShown ||= made.has(0, 0)
        setFailed(made.failed)
        redraw()
      },
    })
    made.want(0, 0)
    return made.stop
  }, [resetKey])
  useEffect(() => {
    if (total !== null) windows.setTotal(total)
  }, [windows, total])
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && windows.refresh(), everyMs)
    return () => clearInterval(timer)
  }, [windows])

  const name = sort.replace(/^-/, '') as SortName
  const turned = sort.startsWith('-')
  const order = (by: SortName) => on.onSort(by === name && !turned ? `-${by}` : by)
  const isHere = windows.count > 0 && windows.has(0, 0)
  if (total === 0 && !isOld) {
    return (
      <ListEmpty
        icon={<Smartphone size={20} />}
        title={t('nodes.empty')}
        lead={t('nodes.emptyLead')}
        filtered={filtered}
        onClear={on.onClear}
      />
    )
  }
  const head = (
    <>
      <div className={styles['listHead']}>
        <p data-testid="total" data-count={total ?? undefined}>
          {total === null ? (
            <Bone width="120px" />
          ) : (
            t('map.list.total', { count: total, number: format.number(total) })
          )}
        </p>
        <Select
          aria-label={t('map.list.sort')}
          value={name}
          onChange={e => on.onSort(e.target.value as SortName)}
        >
          {nodeSorts.map(it => (
            <option key={it} value={it}>
              {t(`map.list.sorts.${it}`)}
            </option>
          ))}
        </Select>
        <Button
          look="ghost"
          size="sm"
          square
          aria-label={t('map.list.turn')}
          aria-pressed={turned}
          onClick={() => order(name)}
        >
          {turned ? <ArrowUp size={15} /> : <ArrowDown size={15} />}
        </Button>
      </div>
      <div className={styles['columns']}>
        {columns.map(it => (
          <button
            key={it}
            type="button"
            data-sorted={it === name || undefined}
            aria-label={t('map.list.sortBy', { column: t(`map.list.${it === 'name' ? 'node' : it}`) })}
            onClick={() => order(it)}
          >
            {t(`map.list.${it === 'name' ? 'node' : it}`)}
            {it !== name ? (
              <ArrowUpDown size={12} />
            ) : turned ? (
              <ArrowUp size={12} />
            ) : (
              <ArrowDown size={12} />
            )}
          </button>
        ))}
        <span>{t('map.list.rate')}</span>
      </div>
      {failed && (
        <p className={styles['failed']} role="alert">
          {t('map.list.failed')}
        </p>
      )}
    </>
  )
  const isInPointed = (id: string) => {
    if (pointed.id !== null) return pointed.id === id
    if (pointed.key === null) return false
    const slot = model.table.slotOf(id)
    return slot !== null && model.level.of(slot)?.key === pointed.key
  }
  return (
    <div className={styles['rows']} aria-busy={!isHere || undefined} data-old={key !== resetKey || undefined}>
      <VirtualList
        label={t('map.list.label')}
        count={windows.count}
        rowHeight={rowHeight}
        has={windows.has}
        want={windows.want}
        version={`${version} ${told}`}
        resetKey={key}
        busy={t('map.list.loading')}
        head={head}
        row={index => <NodeRow node={windows.at(index)} table={model.table} />}
        isMarked={index => isInPointed(windows.at(index)?.id ?? '')}
        isChosen={index => chosen !== null && windows.at(index)?.id === chosen}
        onEnter={index => {
          const node = windows.at(index)
          if (node) on.onOpen(node.id)
        }}
        onPoint={index => {
          const id = index === null ? undefined : windows.at(index)?.id
          pointAt(id === undefined ? {} : { id, by: 'list' })
        }}
      />
      {!isHere && (
        <div className={styles['bones']} aria-hidden="true">
          {Array.from({ length: 8 }, (_, i) => (
            <Bone key={i} width={`${85 - i * 4}%`} height="18px" />
          ))}
        </div>
      )}
    </div>
  )
}
