import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/browser.ts'
import { Bone } from '../../design/states.tsx'
import { errorText } from '../../i18n/error-text.ts'
import { SearchInput } from '../search-input.tsx'
import styles from './users.module.css'

type Props = { value: string | null; onChange: (id: string) => void; error: string | undefined }

/** There may be thousands: the hub searches, a few are shown. */
export function AccountPicker({ value, onChange, error }: Props) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const errorId = useId()
  const found = useQuery({
    queryKey: ['accounts', 'picker', search],
    queryFn: ({ signal }) => call('listAccounts', { query: { search, limit: 20 } }, { signal }),
  })
  return (
    <fieldset className={styles['picker']} aria-describedby={error ? errorId : undefined}>
      <legend className={styles['legend']}>{t('invite.account')}</legend>
      <SearchInput label={t('invite.searchAccount')} value={search} onChange={setSearch} />
      <div className={styles['choices']} data-invalid={error ? '' : undefined}>
        {found.isPending && <Bone width="60%" />}
        {found.isError && <p className={styles['none']}>{errorText(t, found.error)}</p>}
        {found.data?.items.length === 0 && <p className={styles['none']}>{t('invite.noAccounts')}</p>}
        {found.data?.items.map(account => (
          <label key={account.id} className={styles['choice']}>
            <input
              type="radio"
              name="account"
              value={account.id}
              checked={value === account.id}
              onChange={() => onChange(account.id)}
            />
            <span className={styles['choiceName']}>{account.name}</span>
          </label>
        ))}
      </div>
      {error && (
        <p id={errorId} className={styles['error']}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
