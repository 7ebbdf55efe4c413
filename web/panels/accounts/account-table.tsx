import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Account } from '#protocol/rest/staff.ts'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useFormat } from '../../i18n/use-format.ts'
import { AccountStatusBadge } from '../statuses.tsx'

type Props = { accounts: readonly Account[] | null; linkTo: (id: string) => string }

export function AccountTable({ accounts, linkTo }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <table className={table['table']} aria-label={t('accounts.table')}>
      <colgroup>
        <col />
        <col data-wide="" style={{ width: '12%' }} />
        <col data-wide="2" style={{ width: '20%' }} />
        <col style={{ width: '136px' }} />
        <col data-wide="" style={{ width: '148px' }} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('accounts.columns.name')}</th>
          <th scope="col" data-wide="">
            {t('accounts.columns.users')}
          </th>
          <th scope="col" data-wide="2">
            {t('accounts.columns.zone')}
          </th>
          <th scope="col">{t('accounts.columns.status')}</th>
          <th scope="col" data-wide="">
            {t('accounts.columns.created')}
          </th>
        </tr>
      </thead>
      <tbody>
        {accounts === null
          ? Array.from({ length: 8 }, (_, i) => (
              <tr key={i} aria-hidden="true">
                <td>
                  <Bone width="50%" height="14px" />
                </td>
                <td data-wide="">
                  <Bone width="30%" />
                </td>
                <td data-wide="2">
                  <Bone width="70%" />
                </td>
                <td>
                  <Bone width="76px" height="20px" />
                </td>
                <td data-wide="">
                  <Bone width="70%" />
                </td>
              </tr>
            ))
          : accounts.map(account => (
              <tr key={account.id}>
                <td>
                  <Link className={`${table['rowLink']} ${table['cut']}`} to={linkTo(account.id)}>
                    {account.name}
                  </Link>
                </td>
                <td data-wide="">{format.number(account.users)}</td>
                <td data-wide="2" className={table['dim']}>
                  <span className={table['cut']}>{account.timeZone}</span>
                </td>
                <td>
                  <AccountStatusBadge status={account.status} />
                </td>
                <td data-wide="" className={table['dim']}>
                  {format.date(account.createdAt)}
                </td>
              </tr>
            ))}
      </tbody>
    </table>
  )
}
