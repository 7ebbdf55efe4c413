import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/browser.ts'
import { Notice } from '../../design/notice.tsx'
import { Page } from '../../design/page.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { nodeTable, useNodes, watchNodes } from '../../stores/nodes.ts'
import { Freshness } from '../system/freshness.tsx'
import { useNow } from '../system/use-now.ts'
import type { Camera } from './gl/camera.ts'
import type { MapView } from './gl/map-view.ts'
import { MapFilters } from './map-filters.tsx'
import { MapLegend } from './map-legend.tsx'
import { MapStage } from './map-stage.tsx'
import styles from './map.module.css'
import { createMapModel } from './model/map-model.ts'
import { filterNames } from './model/view-state.ts'
import { NodeSheet } from '../nodes/node-sheet.tsx'
import { NodeRows } from './node-rows.tsx'
import { mostMatches, useMatches } from './use-matches.ts'
import { useView } from './use-view.ts'

const countMs = 5_000
/** Near enough to see where it is, far enough to see a coast or a border beside it. */
const nodeZoom = 6.5

/** All nodes on the map of the world, and in words beside it. */
export function MapPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(1_000)
  useEffect(() => watchNodes(), [])
  const topic = useNodes(it => it.topic)
  const view = useRef<MapView | null>(null)
  const [pane, setPane] = useState<'map' | 'list'>('map')
  const goTo = useCallback((camera: Camera | null) => {
    const map = view.current
    if (map) map.flyTo(camera ?? map.whole())
  }, [])
  const { view: wanted, set, noteCamera } = useView(goTo)
  const { filter, sort, node } = wanted
  const filterKey = JSON.stringify(filter)
  const { ids, isCut } = useMatches(filter)
  const model = useModel(filterKey, ids)

  const counts = useQuery({
    queryKey: ['nodes', 'counts', filterKey],
    queryFn: ({ signal }) => call('countNodes', { query: filter }, { signal }),
    refetchInterval: countMs,
    placeholderData: keepPreviousData,
  })
  const all = useQuery({
    queryKey: ['nodes', 'counts', '{}'],
    queryFn: ({ signal }) => call('countNodes', {}, { signal }),
    refetchInterval: countMs,
    placeholderData: keepPreviousData,
  })
  const countries = useMemo(() => {
    const there = all.data?.counts.byCountry.flatMap(it => it.country?.toLowerCase() ?? []) ?? []
    return [...new Set(filter.country ? [...there, filter.country] : there)].sort()
  }, [all.data, filter.country])

  const open = (id: string) => {
    // Going back closes the card, as on any phone; from card to card there is one step back, not one for each.
    set({ node: id }, node === null)
    const slot = nodeTable.slotOf(id)
    const map = view.current
    if (slot === null || !map || !model.isShown(slot)) return
    const spot = model.level.spotOf(slot)
    map.flyTo({ ...spot, zoom: Math.max(map.camera.zoom, nodeZoom) })
  }
  const clear = () => set(Object.fromEntries(filterNames.map(name => [name, null])))
  return (
    <Page fill title={t('map.title')} actions={<Freshness topic={topic} now={now} />}>
      <MapFilters filter={filter} countries={countries} onChange={set} />
      {isCut && (
        <div className={styles['cut']}>
          <Notice tone="accent">{t('map.someMatches', { most: format.number(mostMatches) })}</Notice>
        </div>
      )}
      <Tabs
        className={styles['panes']}
        label={t('map.views')}
        value={pane}
        items={(['map', 'list'] as const).map(it => [it, t(`map.tabs.${it}`)] as const)}
        onChange={setPane}
      />
      <div className={styles['split']} data-pane={pane}>
        <MapStage
          model={model}
          camera={wanted.camera}
          chosen={node}
          viewRef={view}
          onCamera={noteCamera}
          onOpen={open}
        >
          <MapLegend totals={model.totals} />
        </MapStage>
        <section className={styles['side']} aria-label={t('map.list.label')}>
          <NodeRows
            model={model}
            filter={filter}
            sort={sort}
            total={counts.data?.counts.total ?? null}
            isOld={counts.isPlaceholderData}
            chosen={node}
            filtered={filterNames.some(name => filter[name] !== undefined)}
            onSort={next => set({ sort: next })}
            onOpen={open}
            onClear={clear}
          />
        </section>
      </div>
      {node && <NodeSheet id={node} onClose={() => set({ node: null })} />}
    </Page>
  )
}

/** The model lives as long as the page; React only learns that its totals are others. */
function useModel(filterKey: string, ids: ReadonlySet<string> | null) {
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const model = useMemo(() => createMapModel(nodeTable), [])
  useEffect(() => model.watchTotals(redraw), [model])
  useEffect(() => model.want({ filter: JSON.parse(filterKey), ids }), [model, filterKey, ids])
  return model
}
