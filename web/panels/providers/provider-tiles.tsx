import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { nodeStatuses } from '#protocol/node.ts'
import type { Provider } from '#protocol/rest/providers.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useCan } from '../../frame/use-me.ts'
import styles from './providers.module.css'

/** How many of its nodes are there, of which kinds they are, and what they carried. */
export function ProviderTiles({ provider }: { provider: Provider }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { id, nodes, online, byStatus, carried } = provider
  const list = (status?: string) => `/nodes?provider=${id}${status ? `&status=${status}` : ''}`
  const kinds = nodeStatuses.filter(status => byStatus[status])
  const figure = (name: string, key: keyof Provider['carried']) => (
    <div className={styles['tile']}>
      <dt>{name}</dt>
      <dd className={styles['figure']} title={format.exactBytes(carried[key])} data-testid={`carried-${key}`}>
        {format.bytes(carried[key])}
      </dd>
    </div>
  )
  return (
    <section aria-label={t('provider.figures')} className={styles['figures']}>
      <dl className={styles['tiles']}>
        <div className={styles['tile']} data-wide="">
          <dt>{t('provider.nodesOnline')}</dt>
          <dd className={styles['figure']}>
            {nodes === 0 ? (
              t('providers.noNodes')
            ) : (
              <Link to={list()} title={t('provider.seeNodes')}>
                {t('providers.onlineOf', { online: format.number(online), nodes: format.number(nodes) })}
              </Link>
            )}
          </dd>
          {kinds.length > 0 && (
            <dd className={styles['kinds']}>
              {kinds.map(status => (
                <Link key={status} to={list(status)}>
                  {`${t(`nodes.status.${status}`)}: ${format.number(byStatus[status]!)}`}
                </Link>
              ))}
            </dd>
          )}
        </div>
        {figure(t('provider.carriedToday'), 'today')}
        {figure(t('provider.carried30'), 'days30')}
        {figure(t('provider.carriedEver'), 'ever')}
      </dl>
      <div className={styles['foot']}>
        <span>{t('provider.utc')}</span>
        {can.can('read', 'Network') && <Link to="/traffic?by=provider">{t('provider.traffic')}</Link>}
      </div>
    </section>
  )
}
