import { useTranslation } from 'react-i18next'
import type { Provider } from '#protocol/rest/providers.ts'
import { call } from '../../api/browser.ts'
import { Section } from '../../design/page.tsx'
import { useCan } from '../../frame/use-me.ts'
import { RuleEditor } from '../nodes/rules/rule-editor.tsx'
import type { RuleChanges } from '../nodes/rules/rules-form.ts'
import { useNetworkLayer } from '../nodes/rules/use-rules.ts'
import { useAction } from '../use-action.ts'

/** When the nodes of a provider may carry, unless a node says otherwise. */
export function ProviderRules({ provider }: { provider: Provider }) {
  const { t } = useTranslation()
  const mayChange = useCan().can('update', 'Provider')
  const network = useNetworkLayer()
  const { id, name, ownPolicy } = provider
  const save = useAction({
    run: (changes: RuleChanges) => call('updateProvider', { params: { id }, body: changes }),
    touches: ['providers', 'nodes'],
    done: () => t('provider.saved', { name }),
  })
  return (
    <Section title={t('provider.rules')} lead={t('provider.rulesLead')}>
      <RuleEditor
        key={id}
        own={ownPolicy}
        layers={network && [network]}
        mayChange={mayChange}
        onChange={save.mutateAsync}
      />
    </Section>
  )
}
