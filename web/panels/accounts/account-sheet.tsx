import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Facts } from '../../design/facts.tsx'
import { Bone, ErrorState } from '../../design/states.tsx'
import { useCan } from '../../frame/use-me.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { zoneText } from '../../i18n/zones.ts'
import { AccountStatusBadge } from '../statuses.tsx'
import styles from '../users/users.module.css'
import { StandingDialog } from './standing-dialog.tsx'
import { TermsDialog } from './terms-dialog.tsx'

export function AccountSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const [asking, setAsking] = useState(false)
  const [changing, setChanging] = useState(false)
  const query = useQuery({
    queryKey: ['accounts', 'one', id],
    queryFn: ({ signal }) => call('getAccount', { params: { id } }, { signal }),
  })
  const account = query.data?.account
  const limit = (bytes: number | null) =>
    bytes === null ? t('terms.none') : <span title={format.exactBytes(bytes)}>{format.bytes(bytes)}</span>
  return (
    <Dialog side open onOpenChange={open => !open && onClose()} title={account?.name ?? t('account.label')}>
      {query.isError && !account && (
        <ErrorState title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isPending && <Bone height="120px" />}
      {account && (
        <>
          <Facts
            items={[
              [t('account.status'), <AccountStatusBadge key="status" status={account.status} />],
              [
                t('account.members'),
                <Link key="members" to={`/users?account=${account.id}`}>
                  {t('accounts.users', { count: account.users })}
                </Link>,
              ],
              [t('account.zone'), zoneText(account.timeZone)],
              [t('terms.day'), limit(account.limits.dayBytes)],
              [t('terms.month'), limit(account.limits.monthBytes)],
              [t('account.created'), format.dateTime(account.createdAt)],
              [
                t('user.id'),
                <span key="id" className={styles['mono']}>
                  {account.id}
                </span>,
              ],
            ]}
          />
          {can.can('update', 'Account') && (
            <div className={`${styles['block']} ${styles['row']}`}>
              <Button onClick={() => setChanging(true)}>{t('terms.change')}</Button>
              <Button
                look={account.status === 'active' ? 'danger' : 'primary'}
                onClick={() => setAsking(true)}
              >
                {account.status === 'active' ? t('account.suspend') : t('account.resume')}
              </Button>
            </div>
          )}
          {can.can('read', 'Usage') && (
            <p className={styles['block']}>
              <Link to={`/usage?account=${account.id}`}>{t('terms.usage')}</Link>
            </p>
          )}
          {can.can('read', 'Audit') && (
            <p className={styles['block']}>
              <Link to={`/audit?target=${account.id}&label=${encodeURIComponent(account.name)}`}>
                {t('user.history')}
              </Link>
            </p>
          )}
          {changing && <TermsDialog account={account} onClose={() => setChanging(false)} />}
          {asking && <StandingDialog account={account} onClose={() => setAsking(false)} />}
        </>
      )}
    </Dialog>
  )
}
