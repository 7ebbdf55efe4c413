import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Node } from '#protocol/rest/nodes.ts'
import type { AuditEntry } from '#protocol/rest/staff.ts'
import { call } from '../../../api/browser.ts'
import { Bone, EmptyState, ErrorState } from '../../../design/states.tsx'
import { ScrollText } from 'lucide-react'
import { useFormat } from '../../../i18n/use-format.ts'
import { Sentence } from '../../audit/sentence.tsx'
import styles from './sheet.module.css'

const everyMs = 10_000
const most = 30

/** What was decided of it and by whom, newest first. */
export function NodeDecisions({ node }: { node: Node }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useQuery({
    // Asked anew when it is decided on: what is decided touches `nodes`.
    queryKey: ['nodes', 'audit', node.id],
    queryFn: ({ signal }) => call('listAudit', { query: { target: node.id, limit: most } }, { signal }),
    refetchInterval: everyMs,
  })
  if (query.isError && !query.data)
    return <ErrorState title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Bone height="120px" />
  if (query.data.items.length === 0)
    return (
      <EmptyState
        icon={<ScrollText size={20} />}
        title={t('nodeSheet.noDecisions')}
        lead={t('nodeSheet.noDecisionsLead')}
      />
    )
  return (
    <>
      <ol className={styles['decisions']} aria-label={t('nodeSheet.decisions')}>
        {query.data.items.map(it => (
          <li key={it.id} className={styles['decision']}>
            <time className={styles['when']} dateTime={it.at} title={format.exact(it.at)}>
              {format.dateTime(it.at)}
            </time>
            <span>
              <Sentence entry={it} />
              {reasonOf(it) && <q className={styles['because']}>{reasonOf(it)}</q>}
            </span>
          </li>
        ))}
      </ol>
      <p>
        <Link to={`/audit?target=${node.id}&label=${encodeURIComponent(node.name)}`}>
          {t('nodeSheet.allDecisions')}
        </Link>
      </p>
    </>
  )
}

const reasonOf = ({ detail }: AuditEntry): string =>
  typeof detail['reason'] === 'string' ? detail['reason'] : ''
