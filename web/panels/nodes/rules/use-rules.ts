import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../../api/browser.ts'
import type { RuleLayer } from './rules-form.ts'

/** The rules of every node: the farthest layer. Null until they are here. */
export function useNetworkLayer(): RuleLayer | null {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) => call('getPolicy', {}, { signal }),
  })
  return data ? { name: t('rules.allNodes'), rules: data.policy } : null
}

/** What the nodes of a provider inherit, the nearest first. */
export function useLayersOf(provider: string): RuleLayer[] | null {
  const network = useNetworkLayer()
  const { data } = useQuery({
    queryKey: ['providers', 'one', provider],
    queryFn: ({ signal }) => call('getProvider', { params: { id: provider } }, { signal }),
  })
  return network && data ? [{ name: data.provider.name, rules: data.provider.ownPolicy }, network] : null
}
