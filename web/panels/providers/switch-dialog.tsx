import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Provider } from '#protocol/rest/providers.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Facts } from '../../design/facts.tsx'
import { Bone } from '../../design/states.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { ReasonField } from '../reason-field.tsx'
import { useAction } from '../use-action.ts'
import styles from '../users/users.module.css'

/** As often as edges tell of what is open, so that the number is that of now. */
const everyMs = 2_000

/** Stops all nodes of a provider, or lets them carry again. */
export function SwitchDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id, name } = provider
  // Fixed while the dialog is open: what is behind it may learn of the change first.
  const [stops] = useState(provider.stopped === null)
  const [reason, setReason] = useState('')
  const open = useQuery({
    queryKey: ['nodes', 'open', id],
    queryFn: ({ signal }) =>
      call(
        'listNodes',
        { query: { provider: id, status: 'approved', online: 'true', limit: 200 } },
        { signal },
      ),
    enabled: stops,
    refetchInterval: everyMs,
  })
  const turn = useAction({
    run: () => call(stops ? 'stopProvider' : 'startProvider', { params: { id }, body: { reason } }),
    touches: ['providers', 'nodes'],
    done: () => t(stops ? 'provider.stopped' : 'provider.started', { name }),
    after: onClose,
  })
  const connections = () => {
    if (open.isError) return '–'
    if (!open.data) return <Bone width="40px" />
    const { items, next } = open.data
    const count = format.number(items.reduce((sum, it) => sum + (it.live?.sessions ?? 0), 0))
    // Of more nodes than one page has it is not worth asking on.
    return next === null ? count : t('provider.atLeast', { count })
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t(stops ? 'provider.stopTitle' : 'provider.startTitle', { name })}
      lead={t(stops ? 'provider.stopLead' : 'provider.startLead')}
    >
      <form
        className={styles['form']}
        onSubmit={event => {
          event.preventDefault()
          turn.mutate(undefined)
        }}
      >
        {stops && (
          <Facts
            items={[
              [t('provider.stopNodes'), format.number(provider.byStatus.approved ?? 0)],
              [t('provider.stopConnections'), connections()],
            ]}
          />
        )}
        <ReasonField
          label={t('provider.reason')}
          hint={t('provider.reasonHint')}
          value={reason}
          onChange={setReason}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look={stops ? 'danger' : 'primary'} busy={turn.isPending}>
            {t(stops ? 'provider.stop' : 'provider.start')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
