import { UserPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { Role, UserStatus } from '#protocol/person.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import filters from '../../design/filters.module.css'
import { Page } from '../../design/page.tsx'
import { useCan } from '../../frame/use-me.ts'
import { FilterBar } from '../filter-bar.tsx'
import { FilterSelect } from '../filter-select.tsx'
import { ListEmpty } from '../list-empty.tsx'
import { ListFrame } from '../list-frame.tsx'
import { SearchInput } from '../search-input.tsx'
import { useFilters } from '../use-filters.ts'
import { useList } from '../use-list.ts'
import { useWhenLive } from '../use-when-live.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { presenceMs } from './presence-ms.ts'
import { UserSheet } from './user-sheet.tsx'
import { UserTable } from './user-table.tsx'

const roles = ['admin', 'operator', 'client'] as const satisfies Role[]
const statuses = ['active', 'unconfirmed', 'disabled'] as const satisfies UserStatus[]

export function UsersPage() {
  const { t } = useTranslation()
  const can = useCan()
  const go = useNavigate()
  const { id } = useParams()
  const { values, set, clear, active, query } = useFilters(['search', 'role', 'status', 'account'])
  const [inviting, setInviting] = useState(false)
  const list = useList(
    ['users', values],
    (after, signal) =>
      call(
        'listUsers',
        { query: { ...values, role: values.role as Role, status: values.status as UserStatus, after } },
        { signal },
      ),
    { everyMs: presenceMs },
  )
  useWhenLive(list.refetch)
  const invite = can.can('create', 'User') && (
    <Button look="primary" onClick={() => setInviting(true)}>
      <UserPlus size={16} />
      {t('users.invite')}
    </Button>
  )
  const suffix = query ? `?${query}` : ''
  return (
    <Page title={t('users.title')} lead={t('users.lead')} actions={invite}>
      <FilterBar active={active} onClear={clear}>
        <SearchInput
          className={filters['search']}
          label={t('users.searchHint')}
          value={values.search}
          onChange={search => set({ search })}
        />
        <FilterSelect
          label={t('users.role')}
          value={values.role}
          words={roles}
          textOf={role => t(`roles.${role}`)}
          onChange={role => set({ role })}
        />
        <FilterSelect
          label={t('users.status')}
          value={values.status}
          words={statuses}
          textOf={status => t(`userStatus.${status}`)}
          onChange={status => set({ status })}
        />
      </FilterBar>
      <ListFrame
        list={list}
        empty={
          <ListEmpty
            icon={<UsersRound size={20} />}
            title={t('users.empty')}
            lead={t('users.emptyLead')}
            filtered={active}
            onClear={clear}
          />
        }
      >
        <UserTable users={list.isPending ? null : list.items} linkTo={user => `/users/${user}${suffix}`} />
      </ListFrame>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {id && <UserSheet id={id} onClose={() => void go(`/users${suffix}`)} />}
    </Page>
  )
}
