import { UserPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { Role, UserStatus } from '#protocol/person.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import filters from '../../design/filters.module.css'
import { Select } from '../../design/input.tsx'
import { Page } from '../../design/page.tsx'
import { EmptyState } from '../../design/states.tsx'
import { useCan } from '../../frame/use-me.ts'
import { ListFrame } from '../list-frame.tsx'
import { SearchInput } from '../search-input.tsx'
import { useFilters } from '../use-filters.ts'
import { useList } from '../use-list.ts'
import { InviteDialog } from './invite-dialog.tsx'
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
  const list = useList(['users', values], (after, signal) =>
    call(
      'listUsers',
      { query: { ...values, role: values.role as Role, status: values.status as UserStatus, after } },
      { signal },
    ),
  )
  const invite = can.can('create', 'User') && (
    <Button look="primary" onClick={() => setInviting(true)}>
      <UserPlus size={16} />
      {t('users.invite')}
    </Button>
  )
  const suffix = query ? `?${query}` : ''
  return (
    <Page title={t('users.title')} lead={t('users.lead')} actions={invite}>
      <div className={filters['bar']} role="search">
        <SearchInput
          className={filters['search']}
          label={t('users.searchHint')}
          value={values.search}
          onChange={search => set({ search })}
        />
        <Select
          className={filters['pick']}
          aria-label={t('users.role')}
          value={values.role}
          onChange={e => set({ role: e.target.value })}
        >
          <option value="">{`${t('users.role')}: ${t('list.all')}`}</option>
          {roles.map(role => (
            <option key={role} value={role}>
              {t(`roles.${role}`)}
            </option>
          ))}
        </Select>
        <Select
          className={filters['pick']}
          aria-label={t('users.status')}
          value={values.status}
          onChange={e => set({ status: e.target.value })}
        >
          <option value="">{`${t('users.status')}: ${t('list.all')}`}</option>
          {statuses.map(status => (
            <option key={status} value={status}>
              {t(`userStatus.${status}`)}
            </option>
          ))}
        </Select>
        {active && (
          <Button look="ghost" onClick={clear}>
            {t('list.clear')}
          </Button>
        )}
      </div>
      <ListFrame
        list={list}
        empty={
          active ? (
            <EmptyState
              icon={<UsersRound size={20} />}
              title={t('list.noMatch')}
              lead={t('list.noMatchLead')}
            >
              <Button onClick={clear}>{t('list.clear')}</Button>
            </EmptyState>
          ) : (
            <EmptyState
              icon={<UsersRound size={20} />}
              title={t('users.empty')}
              lead={t('users.emptyLead')}
            />
          )
        }
      >
        <UserTable users={list.isPending ? null : list.items} linkTo={user => `/users/${user}${suffix}`} />
      </ListFrame>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {id && <UserSheet id={id} onClose={() => void go(`/users${suffix}`)} />}
    </Page>
  )
}
