import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api/browser.ts'
import { Avatar } from '../../design/avatar.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Facts } from '../../design/facts.tsx'
import { Bone, ErrorState } from '../../design/states.tsx'
import { useCan } from '../../frame/use-me.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { UserStatusBadge } from '../statuses.tsx'
import { TimeAgo } from '../time-ago.tsx'
import { Presence } from './presence.tsx'
import { UserAccess } from './user-access.tsx'
import { UserEdit } from './user-edit.tsx'
import { presenceMs } from './presence-ms.ts'
import styles from './users.module.css'

/** One user beside the list; its address is a page of its own. */
export function UserSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const query = useQuery({
    queryKey: ['users', 'one', id],
    queryFn: ({ signal }) => call('getUser', { params: { id } }, { signal }),
    refetchInterval: presenceMs,
  })
  const user = query.data?.user
  const mayChange = can.can('update', 'User')
  return (
    <Dialog side open onOpenChange={open => !open && onClose()} title={user?.name ?? t('user.label')}>
      {query.isError && !user && (
        <ErrorState title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isPending && <Bone height="120px" />}
      {user && (
        <>
          <div className={styles['person']}>
            <Avatar name={user.name} size={44} online={(user.devices ?? 0) > 0} />
            <div className={styles['personWords']}>
              <p>{user.email}</p>
              <UserStatusBadge status={user.status} />
            </div>
          </div>
          <Facts
            items={[
              [t('user.role'), t(`roles.${user.role}`)],
              [
                t('user.account'),
                user.account ? (
                  <Link to={`/accounts/${user.account.id}`}>{user.account.name}</Link>
                ) : (
                  t('users.staff')
                ),
              ],
              [t('user.online'), <Presence key="online" devices={user.devices} />],
              [t('user.seen'), <TimeAgo key="seen" at={user.lastSeenAt} />],
              [t('user.created'), format.dateTime(user.createdAt)],
              [
                t('user.id'),
                <span key="id" className={styles['mono']}>
                  {user.id}
                </span>,
              ],
            ]}
          />
          {mayChange && <UserEdit key={user.id} user={user} />}
          {mayChange && <UserAccess user={user} />}
          {can.can('read', 'Audit') && (
            <p className={styles['block']}>
              <Link to={`/audit?target=${user.id}&label=${encodeURIComponent(user.email)}`}>
                {t('user.history')}
              </Link>
            </p>
          )}
        </>
      )}
    </Dialog>
  )
}
