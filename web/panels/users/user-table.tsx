import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { User } from '#protocol/rest/staff.ts'
import { Avatar } from '../../design/avatar.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useMe } from '../../frame/use-me.ts'
import { UserStatusBadge } from '../statuses.tsx'
import { TimeAgo } from '../time-ago.tsx'
import { Presence } from './presence.tsx'

type Props = { users: readonly User[] | null; linkTo?: (id: string) => string }

export function UserTable({ users, linkTo }: Props) {
  const { t } = useTranslation()
  return (
    <DataTable
      label={t('users.table')}
      rows={users}
      columns={[
        {
          head: t('users.columns.user'),
          cell: user => <Person user={user} to={linkTo?.(user.id)} />,
          bone: (
            <div className={table['main']}>
              <Bone width="30px" height="30px" />
              <Bone width="55%" height="14px" />
            </div>
          ),
        },
        {
          head: t('users.columns.role'),
          wide: '',
          width: '148px',
          cell: user => <span className={table['cut']}>{t(`roles.${user.role}`)}</span>,
          bone: <Bone width="60%" />,
        },
        {
          head: t('users.columns.account'),
          wide: '2',
          width: '22%',
          cell: user => (
            <span className={`${table['cut']} ${table['dim']}`}>
              {user.account?.name ?? t('users.staff')}
            </span>
          ),
          bone: <Bone width="70%" />,
        },
        {
          head: t('users.columns.status'),
          width: '136px',
          cell: user => <UserStatusBadge status={user.status} />,
          bone: <Bone width="76px" height="20px" />,
        },
        {
          head: t('users.columns.online'),
          wide: '',
          width: '148px',
          cell: user => <Presence devices={user.devices} />,
          bone: <Bone width="80px" />,
        },
        {
          head: t('users.columns.seen'),
          wide: '2',
          width: '148px',
          dim: true,
          cell: user => <TimeAgo at={user.lastSeenAt} />,
          bone: <Bone width="80%" />,
        },
      ]}
    />
  )
}

function Person({ user, to }: { user: User; to: string | undefined }) {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <div className={table['main']}>
      <Avatar name={user.name} online={(user.devices ?? 0) > 0} />
      <div className={table['two']}>
        {to ? (
          <Link className={`${table['rowLink']} ${table['cut']}`} to={to}>
            {user.name}
          </Link>
        ) : (
          <span className={table['cut']}>{user.name}</span>
        )}
        <span className={table['sub']}>
          {user.email}
          {user.id === me.id && ` · ${t('users.you')}`}
        </span>
      </div>
    </div>
  )
}
