import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/fleet.ts'
import { Badge } from '../../design/badge.tsx'

const tones = { pending: 'warn', approved: 'good', suspended: 'bad', rejected: 'bad' } as const

/** What staff decided; of an approved one whether it is there. */
export function NodeStatusBadge({ node }: { node: Node }) {
  const { t } = useTranslation()
  const away = node.status === 'approved' && !node.live?.online
  return (
    <Badge tone={away ? 'quiet' : tones[node.status]}>
      {away ? t('nodes.offline') : t(`nodes.status.${node.status}`)}
    </Badge>
  )
}
