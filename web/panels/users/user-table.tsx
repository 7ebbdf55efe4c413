import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { User } from '#protocol/rest/staff.ts'
import { Avatar } from '../../design/avatar.tsx'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useMe } from '../../frame/use-me.ts'
import { UserStatusBadge } from '../statuses.tsx'
import { TimeAgo } from '../time-ago.tsx'

/** `null`: not here yet. */
export function UserTable({
  users,
  linkTo,
}: {
  users: readonly User[] | null
  linkTo?: (id: string) => string
}) {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <table className={table['table']} aria-label={t('users.table')}>
      <colgroup>
        <col />
        <col data-wide="" style={{ width: '13%' }} />
        <col data-wide="2" style={{ width: '22%' }} />
        <col style={{ width: '136px' }} />
        <col data-wide="" style={{ width: '148px' }} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('users.columns.user')}</th>
          <th scope="col" data-wide="">
            {t('users.columns.role')}
          </th>
          <th scope="col" data-wide="2">
            {t('users.columns.account')}
          </th>
          <th scope="col">{t('users.columns.status')}</th>
          <th scope="col" data-wide="">
            {t('users.columns.seen')}
          </th>
        </tr>
      </thead>
      <tbody>
        {users === null
          ? Array.from({ length: 8 }, (_, i) => <BoneRow key={i} />)
          : users.map(user => (
              <tr key={user.id}>
                <td>
                  <div className={table['main']}>
                    <Avatar name={user.name} />
                    <div className={table['two']}>
                      {linkTo ? (
                        <Link className={`${table['rowLink']} ${table['cut']}`} to={linkTo(user.id)}>
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
                </td>
                <td data-wide="">{t(`roles.${user.role}`)}</td>
                <td data-wide="2">
                  <span className={`${table['cut']} ${table['dim']}`}>
                    {user.account?.name ?? t('users.staff')}
                  </span>
                </td>
                <td>
                  <UserStatusBadge status={user.status} />
                </td>
                <td data-wide="" className={table['dim']}>
                  <TimeAgo at={user.lastSeenAt} />
                </td>
              </tr>
            ))}
      </tbody>
    </table>
  )
}

function BoneRow() {
  return (
    <tr aria-hidden="true">
      <td>
        <div className={table['main']}>
          <Bone width="30px" height="30px" />
          <Bone width="55%" height="14px" />
        </div>
      </td>
      <td data-wide="">
        <Bone width="60%" />
      </td>
      <td data-wide="2">
        <Bone width="70%" />
      </td>
      <td>
        <Bone width="76px" height="20px" />
      </td>
      <td data-wide="">
        <Bone width="80%" />
      </td>
    </tr>
  )
}
