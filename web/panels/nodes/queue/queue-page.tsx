import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { Page } from '../../../design/page.tsx'
import { EmptyState, ErrorState } from '../../../design/states.tsx'
import table from '../../../design/table.module.css'
import { useCan } from '../../../frame/use-me.ts'
import { useWaiting } from '../../../stores/waiting.ts'
import { Freshness } from '../../system/freshness.tsx'
import { useNow } from '../../system/use-now.ts'
import { QueueBar } from './queue-bar.tsx'
import { QueueDetail } from './queue-detail.tsx'
import { QueueList } from './queue-list.tsx'
import { QueueSkeleton } from './queue-skeleton.tsx'
import { RejectDialog } from './reject-dialog.tsx'
import { choose, follow, nothingChosen, step, tick } from './selection.ts'
import { useDecisions } from './use-decisions.ts'
import { useQueueKeys } from './use-queue-keys.ts'
import { useQueue } from './use-queue.ts'
import styles from './queue.module.css'

/** Devices that wait for somebody to let them carry: who they are, what was found, and a key for each decision. */
export function QueuePage() {
  const { t } = useTranslation()
  const mayDecide = useCan().can('update', 'Node')
  const { list, sort, setSort } = useQueue()
  const { topic } = useWaiting()
  const now = useNow(1_000)
  const { leaving, decide } = useDecisions()
  const [selected, setSelected] = useState(nothingChosen)
  const [rejecting, setRejecting] = useState<readonly Node[] | null>(null)
  /** On a phone there is room for the list or for one of it. */
  const [opened, setOpened] = useState(false)

  const rows = list.items.filter(it => !leaving.has(it.id))
  const ids = rows.map(it => it.id)
  const here = follow(selected, ids)
  // What was loaded before is not known to be empty until it is loaded.
  if (here !== selected && !list.isPending) setSelected(here)
  const chosen = rows.find(it => it.id === here.chosen) ?? null
  const ticked = rows.filter(it => here.ticked.includes(it.id))
  const meant = ticked.length > 0 ? ticked : chosen ? [chosen] : []
  const approve = (nodes: readonly Node[]) => mayDecide && decide({ nodes, status: 'approved', reason: '' })
  const reject = (nodes: readonly Node[]) => mayDecide && nodes.length > 0 && setRejecting(nodes)

  useQueueKeys(key => {
    switch (key) {
      case 'approve':
        return approve(meant)
      case 'reject':
        return reject(meant)
      case 'next':
        return setSelected(step(here, ids, 1))
      case 'previous':
        return setSelected(step(here, ids, -1))
      case 'select':
        return here.chosen !== null && mayDecide && setSelected(tick(here, here.chosen))
    }
  })

  return (
    <Page title={t('queue.title')} lead={t('queue.lead')} actions={<Freshness topic={topic} now={now} />}>
      {list.isError && list.items.length === 0 ? (
        <div className={table['frame']}>
          <ErrorState title={t('list.failed')} error={list.error} onRetry={() => void list.refetch()} />
        </div>
      ) : list.isPending ? (
        <QueueSkeleton />
      ) : rows.length === 0 ? (
        <div className={table['frame']}>
          <EmptyState
            icon={<ShieldCheck size={20} />}
            title={t('queue.empty')}
            lead={topic?.phase === 'stale' ? t('queue.frozen') : t('queue.emptyLead')}
          />
        </div>
      ) : (
        <div className={styles['queue']} data-opened={opened || undefined}>
          <div className={styles['listSide']}>
            <QueueBar
              count={rows.length}
              more={list.hasNextPage}
              ticked={ticked.length}
              mayDecide={mayDecide}
              sort={sort}
              onSort={setSort}
              onAll={all => setSelected({ ...here, ticked: all ? ids : [] })}
              onApprove={() => approve(ticked)}
              onReject={() => reject(ticked)}
            />
            <QueueList
              rows={rows}
              now={now}
              chosen={here.chosen}
              ticked={here.ticked}
              mayDecide={mayDecide}
              list={list}
              onChoose={id => {
                setSelected(choose(here, ids, id))
                setOpened(true)
              }}
              onTick={id => setSelected(tick(here, id))}
            />
          </div>
          <div className={styles['detailSide']}>
            {chosen && (
              <QueueDetail
                key={chosen.id}
                node={chosen}
                mayDecide={mayDecide}
                onApprove={() => approve([chosen])}
                onReject={() => reject([chosen])}
                onBack={() => setOpened(false)}
              />
            )}
          </div>
        </div>
      )}
      {rejecting && (
        <RejectDialog
          nodes={rejecting}
          onReject={reason => {
            setRejecting(null)
            decide({ nodes: rejecting, status: 'rejected', reason })
          }}
          onClose={() => setRejecting(null)}
        />
      )}
    </Page>
  )
}
