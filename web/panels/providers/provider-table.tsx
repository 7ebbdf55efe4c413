import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Provider } from '#protocol/rest/providers.ts'
import { Badge } from '../../design/badge.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useFormat } from '../../i18n/use-format.ts'
import proxy from '../proxy/proxy.module.css'
import { ConsentBadge } from './consent-badge.tsx'
import styles from './providers.module.css'

/** Whether there are any, how many are there now, and how many wait to be decided of. */
function NodesCell({ provider }: { provider: Provider }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { nodes, online, byStatus } = provider
  if (nodes === 0) return <span className={table['sub']}>{t('providers.noNodes')}</span>
  const waiting = byStatus.pending ?? 0
  return (
    <div className={table['two']}>
      <span className={table['cut']}>
        {t('providers.onlineOf', { online: format.number(online), nodes: format.number(nodes) })}
      </span>
      {waiting > 0 && <span className={table['sub']}>{t('providers.waiting', { count: waiting })}</span>}
    </div>
  )
}

export function ProviderTable({ providers }: { providers: readonly Provider[] | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const carried = (key: keyof Provider['carried']) => ({
    head: t(`providers.${key}`),
    width: '112px',
    end: true,
    cell: ({ carried }: Provider) => (
      <span className={proxy['num']} title={format.exactBytes(carried[key])}>
        {format.bytes(carried[key])}
      </span>
    ),
    bone: <Bone width="60%" />,
  })
  return (
    <DataTable
      label={t('providers.table')}
      rows={providers}
      columns={[
        {
          head: t('providers.provider'),
          cell: it => (
            <div className={table['two']}>
              <Link className={`${table['rowLink']} ${table['cut']}`} to={`/providers/${it.id}`}>
                {it.name}
              </Link>
              {(it.stopped || it.email) && (
                <span className={table['sub']}>
                  {it.stopped && <span className={styles['stopped']}>{t('providers.states.stopped')}</span>}
                  {it.email}
                </span>
              )}
            </div>
          ),
          bone: <Bone width="60%" />,
        },
        {
          head: t('providers.consent'),
          width: '148px',
          cell: it => <ConsentBadge consent={it.consent} />,
          bone: <Bone width="90px" height="20px" />,
        },
        {
          head: t('providers.nodes'),
          wide: '',
          width: '19%',
          cell: it => <NodesCell provider={it} />,
          bone: <Bone width="70%" />,
        },
        { ...carried('today'), wide: '2' },
        { ...carried('days30'), wide: '2' },
        { ...carried('ever'), wide: '2' },
        {
          head: t('providers.state'),
          wide: '',
          width: '136px',
          cell: it => (
            <Badge tone={it.stopped ? 'bad' : 'good'}>
              {t(`providers.states.${it.stopped ? 'stopped' : 'running'}`)}
            </Badge>
          ),
          bone: <Bone width="80px" height="20px" />,
        },
      ]}
    />
  )
}
