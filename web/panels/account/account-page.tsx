import { useQuery } from '@tanstack/react-query'
import { Building2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/browser.ts'
import { Facts } from '../../design/facts.tsx'
import { Notice } from '../../design/notice.tsx'
import { Page, Section } from '../../design/page.tsx'
import { Bone, EmptyState, ErrorState } from '../../design/states.tsx'
import { useMe } from '../../frame/use-me.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { ListFrame } from '../list-frame.tsx'
import { AccountStatusBadge } from '../statuses.tsx'
import { useList } from '../use-list.ts'
import { presenceMs } from '../users/presence-ms.ts'
import { UserTable } from '../users/user-table.tsx'
import styles from './account.module.css'

/** A client's own company. */
export function AccountPage() {
  const { t } = useTranslation()
  const { account } = useMe()
  return (
    <Page title={account?.name ?? t('account.title')} lead={t('account.lead')}>
      {account ? (
        <OwnAccount id={account.id} />
      ) : (
        <EmptyState icon={<Building2 size={20} />} title={t('account.none')} lead={t('account.noneLead')} />
      )}
    </Page>
  )
}

function OwnAccount({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useQuery({
    queryKey: ['accounts', 'one', id],
    queryFn: ({ signal }) => call('getAccount', { params: { id } }, { signal }),
  })
  const members = useList(
    ['users', 'members', id],
    (after, signal) => call('listUsers', { query: { account: id, after } }, { signal }),
    { everyMs: presenceMs },
  )
  const account = query.data?.account
  if (query.isError && !account) {
    return <ErrorState title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />
  }
  return (
    <>
      {account?.status === 'suspended' && (
        <div className={styles['notice']}>
          <Notice tone="warn">{t('account.suspendedLead')}</Notice>
        </div>
      )}
      <Section title={t('account.label')}>
        <Facts
          items={[
            [
              t('account.status'),
              account ? (
                <AccountStatusBadge key="s" status={account.status} />
              ) : (
                <Bone key="s" width="80px" />
              ),
            ],
            [t('account.zone'), account?.timeZone ?? <Bone key="z" width="120px" />],
            [t('account.created'), account ? format.date(account.createdAt) : <Bone key="c" width="100px" />],
          ]}
        />
      </Section>
      <div className={styles['members']}>
        <h2>{t('account.members')}</h2>
        <p className={styles['lead']}>{t('account.membersLead')}</p>
        <ListFrame
          list={members}
          empty={<EmptyState icon={<Building2 size={20} />} title={t('users.empty')} />}
        >
          <UserTable users={members.isPending ? null : members.items} />
        </ListFrame>
      </div>
    </>
  )
}
