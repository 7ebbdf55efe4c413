import { useQuery } from '@tanstack/react-query'
import { type Ref, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '#protocol/rest/staff.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Bone } from '../../design/states.tsx'
import { errorText } from '../../i18n/error-text.ts'
import { SearchInput } from '../search-input.tsx'
import styles from './users.module.css'

type Props = {
  value: string | null
  onChange: (id: string) => void
  error: string | undefined
  /** Where the focus goes when the account is missing. */
  ref: Ref<HTMLInputElement>
}
type Choice = Pick<Account, 'id' | 'name'>

/** There may be thousands: the hub searches, a few are shown, and the chosen one always. */
export function AccountPicker({ value, onChange, error, ref }: Props) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<Choice | null>(null)
  const errorId = useId()
  const found = useQuery({
    queryKey: ['accounts', 'picker', search],
    queryFn: ({ signal }) => call('listAccounts', { query: { search, limit: 20 } }, { signal }),
  })
  const items: readonly Choice[] = found.data?.items ?? []
  const kept = chosen && chosen.id === value && !items.some(one => one.id === value) ? [chosen] : []
  return (
    <fieldset className={styles['picker']} aria-describedby={error ? errorId : undefined}>
      <legend className={styles['legend']}>{t('invite.account')}</legend>
      <SearchInput
        ref={ref}
        label={t('invite.searchAccount')}
        value={search}
        onChange={setSearch}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? errorId : undefined}
        // Enter here means the search, not the invitation.
        onKeyDown={event => event.key === 'Enter' && event.preventDefault()}
      />
      <div className={styles['choices']} data-invalid={error ? '' : undefined}>
        {[...kept, ...items].map(account => (
          <label key={account.id} className={styles['choice']}>
            <input
              type="radio"
              name="account"
              value={account.id}
              checked={value === account.id}
              onChange={() => {
                setChosen(account)
                onChange(account.id)
              }}
            />
            <span className={styles['choiceName']}>{account.name}</span>
          </label>
        ))}
        {found.isPending && <Bone width="60%" />}
        {found.isError && (
          <div className={styles['none']} role="alert">
            <p>{errorText(t, found.error)}</p>
            <Button size="sm" busy={found.isFetching} onClick={() => void found.refetch()}>
              {t('common.retry')}
            </Button>
          </div>
        )}
        {found.data?.items.length === 0 && <p className={styles['none']}>{t('invite.noAccounts')}</p>}
      </div>
      {error && (
        <p id={errorId} className={styles['error']}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
