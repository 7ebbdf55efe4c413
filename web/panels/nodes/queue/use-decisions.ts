import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { call } from '../../../api/browser.ts'
import { useAction } from '../../use-action.ts'

type Wish = { nodes: readonly Node[]; status: 'approved' | 'rejected'; reason: string }

/** Decides on one or several; they leave the list at once, and come back when it did not work. */
export function useDecisions() {
  const { t } = useTranslation()
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set())
  const without = (ids: readonly string[]) =>
    setLeaving(now => new Set([...now].filter(it => !ids.includes(it))))
  const { mutate, isPending } = useAction({
    async run({ nodes, status, reason }: Wish) {
      const ids = nodes.map(it => it.id)
      try {
        return await call('decideNodes', { body: { ids, status, reason } })
      } catch (error) {
        without(ids)
        throw error
      }
    },
    touches: ['nodes'],
    done: ({ decided }, { nodes, status }) =>
      nodes.length === 1
        ? t(`queue.${status}`, { name: nodes[0]!.name })
        : t(`queue.${status}Many`, { count: decided.length }),
    link: (_, { nodes }) =>
      nodes.length === 1 ? { to: `/nodes?node=${nodes[0]!.id}`, words: t('queue.open') } : undefined,
  })
  return {
    /** Decided here, and perhaps still on the list that was asked for before. */
    leaving,
    isPending,
    decide(wish: Wish) {
      const ids = wish.nodes.map(it => it.id)
      if (ids.length === 0) return
      setLeaving(now => new Set([...now, ...ids]))
      mutate(wish)
    },
  }
}
