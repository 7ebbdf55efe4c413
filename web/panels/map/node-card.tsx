import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/browser.ts'
import { useCan } from '../../frame/use-me.ts'
import { type Decision, DecisionDialog } from '../nodes/decision-dialog.tsx'
import { NodeSheet } from '../nodes/node-sheet.tsx'

const everyMs = 3_000

/** The card of the node that the address names, as the list of nodes shows it. */
export function NodeCard({ id, onClose }: { id: string; onClose: () => void }) {
  const mayChange = useCan().can('update', 'Node')
  const [what, decide] = useState<Decision | null>(null)
  const { data } = useQuery({
    queryKey: ['nodes', 'one', id],
    queryFn: ({ signal }) => call('getNode', { params: { id } }, { signal }),
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
  })
  const node = data?.node
  if (!node || node.id !== id) return null
  if (what) return <DecisionDialog node={node} what={what} onClose={() => decide(null)} />
  return <NodeSheet node={node} mayChange={mayChange} onDecide={decide} onClose={onClose} />
}
