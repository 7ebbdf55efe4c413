import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { Badge } from '../../design/badge.tsx'

const tones = { pending: 'warn', suspended: 'bad', rejected: 'bad' } as const

/** What staff decided; of an approved one whether it is there, for that is what counts then. */
export function NodeStatusBadge({ node }: { node: Node }) {
  const { t } = useTranslation()
  if (node.status === 'approved') {
    // Whether it is there counts for nothing then.
    if (node.provider.stopped) return <Badge tone="bad">{t('providers.states.stopped')}</Badge>
    const online = node.live?.online ?? false
    return <Badge tone={online ? 'good' : 'quiet'}>{t(online ? 'nodes.online' : 'nodes.offline')}</Badge>
  }
  return <Badge tone={tones[node.status]}>{t(`nodes.status.${node.status}`)}</Badge>
}
