import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Account } from '#protocol/rest/staff.ts'
import { DataTable } from '../../design/data-table.tsx'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useFormat } from '../../i18n/use-format.ts'
import { AccountStatusBadge } from '../statuses.tsx'

type Props = { accounts: readonly Account[] | null; linkTo: (id: string) => string }

export function AccountTable({ accounts, linkTo }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <DataTable
      label={t('accounts.table')}
      rows={accounts}
      columns={[
        {
          head: t('accounts.columns.name'),
          cell: account => (
            <Link className={`${table['rowLink']} ${table['cut']}`} to={linkTo(account.id)}>
              {account.name}
            </Link>
          ),
          bone: <Bone width="50%" height="14px" />,
        },
        {
          head: t('accounts.columns.users'),
          wide: '',
          width: '12%',
          cell: account => format.number(account.users),
          bone: <Bone width="30%" />,
        },
        {
          head: t('accounts.columns.zone'),
          wide: '2',
          width: '20%',
          dim: true,
          cell: account => <span className={table['cut']}>{account.timeZone}</span>,
          bone: <Bone width="70%" />,
        },
        {
          head: t('accounts.columns.status'),
          width: '136px',
          cell: account => <AccountStatusBadge status={account.status} />,
          bone: <Bone width="76px" height="20px" />,
        },
        {
          head: t('accounts.columns.created'),
          wide: '',
          width: '148px',
          dim: true,
          cell: account => format.date(account.createdAt),
          bone: <Bone width="70%" />,
        },
      ]}
    />
  )
}
