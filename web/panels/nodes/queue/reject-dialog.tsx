import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { Button } from '../../../design/button.tsx'
import { Dialog, DialogActions } from '../../../design/dialog.tsx'
import { Field } from '../../../design/field.tsx'
import { Input } from '../../../design/input.tsx'
import proxy from '../../proxy/proxy.module.css'

type Props = { nodes: readonly Node[]; onReject: (reason: string) => void; onClose: () => void }

/** Asks why, in one line that Enter sends. */
export function RejectDialog({ nodes, onReject, onClose }: Props) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [first] = nodes
  const title =
    nodes.length === 1 && first
      ? t('queue.rejectTitle', { name: first.name })
      : t('queue.rejectTitleMany', { count: nodes.length })
  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={title} lead={t('nodes.rejectLead')}>
      <form
        className={proxy['form']}
        onSubmit={event => {
          event.preventDefault()
          onReject(reason.trim())
        }}
      >
        <Field label={t('account.reason')} hint={t('account.reasonHint')} optional>
          {ids => <Input {...ids} maxLength={500} value={reason} onChange={e => setReason(e.target.value)} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="danger">
            {t('queue.reject')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
