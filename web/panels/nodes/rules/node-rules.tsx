import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { call } from '../../../api/browser.ts'
import { useAction } from '../../use-action.ts'
import { RuleEditor } from './rule-editor.tsx'
import type { RuleChanges } from './rules-form.ts'
import { useLayersOf } from './use-rules.ts'

/** When this node may carry: by its own rules, its provider's, or those of all nodes. */
export function NodeRules({ node, mayChange }: { node: Node; mayChange: boolean }) {
  const { t } = useTranslation()
  const layers = useLayersOf(node.provider.id)
  const save = useAction({
    run: (changes: RuleChanges) => call('updateNode', { params: { id: node.id }, body: changes }),
    touches: ['nodes'],
    done: () => t('rules.saved', { name: node.name }),
  })
  return (
    <RuleEditor
      key={node.id}
      own={node.ownPolicy}
      layers={layers}
      mayChange={mayChange}
      onChange={save.mutateAsync}
    />
  )
}
