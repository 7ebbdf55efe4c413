import { useQuery } from '@tanstack/react-query'
import { Building2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Page } from '../../design/page.tsx'
import { EmptyState } from '../../design/states.tsx'
import { useMe } from '../../frame/use-me.ts'
import { AccountPicker } from '../users/account-picker.tsx'
import { UsageView } from './usage-view.tsx'
import { useWish } from './use-wish.ts'

const own = ['country', 'proxyUser', 'node'] as const
const staffs = ['country', 'proxyUser', 'node', 'provider'] as const

/** Of the own account, or for staff of one that they choose. */
export function UsagePage() {
  const { account } = useMe()
  return account ? <OwnUsage account={account} /> : <ChosenUsage />
}

function OwnUsage({ account }: { account: { id: string; name: string } }) {
  const { t } = useTranslation()
  const state = useWish(own)
  return (
    <Page title={t('usage.title')} lead={account.name}>
      <UsageView scope={{ account: account.id }} state={state} dimensions={own} />
    </Page>
  )
}

function ChosenUsage() {
  const { t } = useTranslation()
  const state = useWish(staffs)
  const { account } = state
  const [choosing, setChoosing] = useState(false)
  const found = useQuery({
    queryKey: ['accounts', 'one', account],
    queryFn: ({ signal }) => call('getAccount', { params: { id: account! } }, { signal }),
    enabled: account !== null,
  })
  const choose = (
    <Button look={account ? 'plain' : 'primary'} onClick={() => setChoosing(true)}>
      <Building2 size={16} />
      {t(account ? 'usage.otherAccount' : 'usage.chooseAccount')}
    </Button>
  )
  return (
    <Page
      title={t('usage.title')}
      lead={found.data?.account.name ?? t('usage.leadStaff')}
      actions={account && choose}
    >
      {account ? (
        <UsageView key={account} scope={{ account }} state={state} dimensions={staffs} />
      ) : (
        <EmptyState icon={<Building2 size={20} />} title={t('usage.whose')} lead={t('usage.whoseLead')}>
          {choose}
        </EmptyState>
      )}
      {choosing && (
        <ChooseAccount
          account={account}
          onChoose={id => {
            state.setAccount(id)
            setChoosing(false)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </Page>
  )
}

type ChooseProps = { account: string | null; onChoose: (id: string) => void; onClose: () => void }

function ChooseAccount({ account, onChoose, onClose }: ChooseProps) {
  const { t } = useTranslation()
  const search = useRef<HTMLInputElement>(null)
  // Chosen by a press of its own: with the arrow keys every account on the way would be.
  const [picked, setPicked] = useState(account)
  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={t('usage.chooseAccount')}>
      <AccountPicker value={picked} onChange={setPicked} error={undefined} ref={search} />
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="primary" disabled={picked === null} onClick={() => picked && onChoose(picked)}>
          {t('usage.show')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
