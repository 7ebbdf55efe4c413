import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../../api/browser.ts'
import { Section } from '../../../design/page.tsx'
import { ErrorState } from '../../../design/states.tsx'
import { useCan } from '../../../frame/use-me.ts'
import { useAction } from '../../use-action.ts'
import { RuleEditor } from './rule-editor.tsx'
import type { RuleChanges } from './rules-form.ts'

const none = [] as const

/** The rules of every node that has none of its own and none of its provider. */
export function NetworkRules() {
  const { t } = useTranslation()
  const mayChange = useCan().can('update', 'Provider')
  const query = useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) => call('getPolicy', {}, { signal }),
  })
  const save = useAction({
    run: ({ policy = {} }: RuleChanges) => call('updatePolicy', { body: policy }),
    touches: ['policy', 'nodes'],
    done: () => t('rules.savedAll'),
  })
  return (
    <Section title={t('rules.allTitle')} lead={t('rules.allLead')}>
      {query.isError && !query.data ? (
        <ErrorState title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <RuleEditor
          own={query.data?.policy ?? {}}
          layers={query.data ? none : null}
          mayChange={mayChange}
          onChange={save.mutateAsync}
        />
      )}
    </Section>
  )
}
