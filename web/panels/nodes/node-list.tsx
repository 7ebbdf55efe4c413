import { Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type NodeStatus, nodeStatuses } from '#protocol/node.ts'
import type { Node } from '#protocol/rest/nodes.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import filters from '../../design/filters.module.css'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useCan } from '../../frame/use-me.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { FilterBar } from '../filter-bar.tsx'
import { FilterSelect } from '../filter-select.tsx'
import { ListEmpty } from '../list-empty.tsx'
import { ListFrame } from '../list-frame.tsx'
import proxy from '../proxy/proxy.module.css'
import { SearchInput } from '../search-input.tsx'
import { useFilters } from '../use-filters.ts'
import { useList } from '../use-list.ts'
import { type Decision, DecisionDialog } from './decision-dialog.tsx'
import { NodeSheet } from './node-sheet.tsx'
import { networkWords, placeWords } from './node-words.ts'
import { NodeStatusBadge } from './node-status.tsx'

const everyMs = 3_000

/** Every device, newest first, and what staff decide of it. */
export function NodeList() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { values, set } = useFilters(['search', 'status'])
  const active = values.search !== '' || values.status !== ''
  const clear = () => set({ search: '', status: '' })
  const [open, setOpen] = useState<Node | null>(null)
  const [deciding, setDeciding] = useState<{ node: Node; what: Decision } | null>(null)
  const list = useList(
    ['nodes', values],
    (after, signal) =>
      call(
        'listNodes',
        {
          query: {
            search: values.search || undefined,
            status: (values.status || undefined) as NodeStatus | undefined,
            after,
          },
        },
        { signal },
      ),
    { everyMs },
  )
  const mayChange = can.can('update', 'Node')
  const shown = open && (list.items.find(it => it.id === open.id) ?? open)
  return (
    <>
      <FilterBar active={active} onClear={clear}>
        <SearchInput
          className={filters['search']}
          label={t('nodes.search')}
          value={values.search}
          onChange={search => set({ search })}
        />
        <FilterSelect
          label={t('nodes.statusLabel')}
          value={values.status}
          words={nodeStatuses}
          textOf={status => t(`nodes.status.${status}`)}
          onChange={status => set({ status })}
        />
      </FilterBar>
      <ListFrame
        list={list}
        empty={
          <ListEmpty
            icon={<Smartphone size={20} />}
            title={t('nodes.empty')}
            lead={t('nodes.emptyLead')}
            filtered={active}
            onClear={clear}
          />
        }
      >
        <DataTable
          label={t('nodes.table')}
          rows={list.isPending ? null : list.items}
          columns={[
            {
              head: t('nodes.node'),
              cell: it => (
                <div className={table['two']}>
                  <button
                    type="button"
                    className={`${table['rowLink']} ${table['cut']}`}
                    onClick={() => setOpen(it)}
                  >
                    {it.name}
                  </button>
                  <span className={table['sub']}>{`${it.provider.name} · ${it.id.slice(-6)}`}</span>
                </div>
              ),
              bone: <Bone width="60%" />,
            },
            {
              head: t('nodes.statusLabel'),
              width: '132px',
              cell: it => <NodeStatusBadge node={it} />,
              bone: <Bone width="80px" height="20px" />,
            },
            {
              head: t('nodes.place'),
              wide: '',
              width: '20%',
              dim: true,
              cell: it => <span className={table['cut']}>{placeWords(it.place)}</span>,
              bone: <Bone width="70%" />,
            },
            {
              head: t('nodes.battery'),
              wide: '2',
              width: '100px',
              end: true,
              cell: it => (
                <span className={proxy['num']}>
                  {it.live?.battery?.level == null
                    ? '–'
                    : `${format.percent(it.live.battery.level)}${it.live.battery.charging ? ' ⚡' : ''}`}
                </span>
              ),
              bone: <Bone width="50%" />,
            },
            {
              head: t('nodes.network'),
              wide: '2',
              width: '110px',
              dim: true,
              cell: it => <span className={table['cut']}>{networkWords(t, it.live?.network ?? null)}</span>,
              bone: <Bone width="50%" />,
            },
            {
              head: t('nodes.sessions'),
              end: true,
              wide: '2',
              width: '100px',
              cell: it => <span className={proxy['num']}>{format.number(it.live?.sessions ?? 0)}</span>,
              bone: <Bone width="40%" />,
            },
            {
              head: t('proxy.actions'),
              end: true,
              wide: '',
              width: '160px',
              cell: it =>
                mayChange && (
                  <div className={proxy['actions']}>
                    {it.status === 'approved' ? (
                      <Button size="sm" onClick={() => setDeciding({ node: it, what: 'suspend' })}>
                        {t('nodes.suspend')}
                      </Button>
                    ) : (
                      <Button
                        size="sm"
                        look="primary"
                        onClick={() => setDeciding({ node: it, what: 'approve' })}
                      >
                        {t('nodes.approve')}
                      </Button>
                    )}
                  </div>
                ),
              bone: <Bone width="70%" height="28px" />,
            },
          ]}
        />
      </ListFrame>
      {shown && !deciding && (
        <NodeSheet
          node={shown}
          mayChange={mayChange}
          onDecide={what => setDeciding({ node: shown, what })}
          onClose={() => setOpen(null)}
        />
      )}
      {deciding && <DecisionDialog {...deciding} onClose={() => setDeciding(null)} />}
    </>
  )
}
