import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/browser.ts'
import { Dialog } from '../../design/dialog.tsx'
import { Notice } from '../../design/notice.tsx'
import { Bone, ErrorState } from '../../design/states.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { useCan } from '../../frame/use-me.ts'
import { NodeChecks } from './checks/node-checks.tsx'
import { type Decision, DecisionDialog } from './decision-dialog.tsx'
import { NodeHistory } from './history/node-history.tsx'
import { NodeRules } from './rules/node-rules.tsx'
import { NodeDecisions } from './sheet/node-decisions.tsx'
import { NodeHead } from './sheet/node-head.tsx'
import { NodeOverview } from './sheet/node-overview.tsx'
import styles from './sheet/sheet.module.css'

const tabs = ['overview', 'checks', 'history', 'rules', 'decisions'] as const
export type NodeTab = (typeof tabs)[number]
type Props = { id: string; tab?: NodeTab; onClose: () => void }

const everyMs = 3_000

/** One node beside whatever page is open: how it is, what was found of it, and what staff decide of it. */
export function NodeSheet({ id, tab: first = 'overview', onClose }: Props) {
  const { t } = useTranslation()
  const can = useCan()
  const [tab, setTab] = useState<NodeTab>(first)
  const [deciding, setDeciding] = useState<Decision | null>(null)
  const query = useQuery({
    queryKey: ['nodes', 'one', id],
    queryFn: ({ signal }) => call('getNode', { params: { id } }, { signal }),
    refetchInterval: everyMs,
  })
  const node = query.data?.node
  const mayChange = can.can('update', 'Node')
  const mine = tabs.filter(it => it !== 'decisions' || can.can('read', 'Audit'))
  if (node && deciding)
    return <DecisionDialog node={node} what={deciding} onClose={() => setDeciding(null)} />
  return (
    <Dialog
      side
      wide
      open
      onOpenChange={open => !open && onClose()}
      title={node?.name ?? t('nodeSheet.label')}
      lead={node?.provider.name}
    >
      {query.isError && !node && (
        <ErrorState title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isPending && <Bone height="160px" />}
      {node && (
        <div className={styles['sheet']}>
          <NodeHead node={node} mayChange={mayChange} onDecide={setDeciding} />
          {node.provider.stopped && (
            <Notice tone="warn">{t('nodeSheet.providerStopped', { name: node.provider.name })}</Notice>
          )}
          <Tabs
            className={styles['tabs']}
            label={t('nodeSheet.which')}
            value={tab}
            items={mine.map(it => [it, t(`nodeSheet.tabs.${it}`)] as const)}
            onChange={setTab}
          />
          {tab === 'overview' && <NodeOverview node={node} />}
          {tab === 'checks' && <NodeChecks checks={node.checks} />}
          {tab === 'history' && <NodeHistory id={node.id} since={node.enrolledAt} />}
          {tab === 'rules' && <NodeRules node={node} mayChange={mayChange} />}
          {tab === 'decisions' && <NodeDecisions node={node} />}
        </div>
      )}
    </Dialog>
  )
}
