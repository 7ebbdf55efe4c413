import { Building2, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { AccountStatus } from '#protocol/person.ts'
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
import { AccountSheet } from './account-sheet.tsx'
import { AccountTable } from './account-table.tsx'
import { CreateAccountDialog } from './create-account-dialog.tsx'

const statuses = ['active', 'suspended'] as const satisfies AccountStatus[]

export function AccountsPage() {
  const { t } = useTranslation()
  const can = useCan()
  const go = useNavigate()
  const { id } = useParams()
  const { values, set, clear, active, query } = useFilters(['search', 'status'])
  const [creating, setCreating] = useState(false)
  const list = useList(['accounts', 'list', values], (after, signal) =>
    call('listAccounts', { query: { ...values, status: values.status as AccountStatus, after } }, { signal }),
  )
  const suffix = query ? `?${query}` : ''
  const create = can.can('create', 'Account') && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus size={16} />
      {t('accounts.create')}
    </Button>
  )
  return (
    <Page title={t('accounts.title')} lead={t('accounts.lead')} actions={create}>
      <FilterBar active={active} onClear={clear}>
        <SearchInput
          className={filters['search']}
          label={t('accounts.searchHint')}
          value={values.search}
          onChange={search => set({ search })}
        />
        <FilterSelect
          label={t('accounts.status')}
          value={values.status}
          words={statuses}
          textOf={status => t(`accountStatus.${status}`)}
          onChange={status => set({ status })}
        />
      </FilterBar>
      <ListFrame
        list={list}
        empty={
          <ListEmpty
            icon={<Building2 size={20} />}
            title={t('accounts.empty')}
            lead={t('accounts.emptyLead')}
            filtered={active}
            onClear={clear}
          />
        }
      >
        <AccountTable
          accounts={list.isPending ? null : list.items}
          linkTo={one => `/accounts/${one}${suffix}`}
        />
      </ListFrame>
      {creating && <CreateAccountDialog onClose={() => setCreating(false)} />}
      {id && <AccountSheet id={id} onClose={() => void go(`/accounts${suffix}`)} />}
    </Page>
  )
}
