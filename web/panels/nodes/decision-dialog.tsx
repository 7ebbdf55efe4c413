import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Facts } from '../../design/facts.tsx'
import proxy from '../proxy/proxy.module.css'
import { ReasonField } from '../reason-field.tsx'
import { useAction } from '../use-action.ts'
import { placeWords } from './node-words.ts'

export type Decision = 'approve' | 'suspend' | 'reject'
const endpoints = { approve: 'approveNode', suspend: 'suspendNode', reject: 'rejectNode' } as const

/** Approve, suspend or reject, with a reason that the audit log keeps. */
export function DecisionDialog({ node, what, onClose }: { node: Node; what: Decision; onClose: () => void }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const decide = useAction({
    run: () => call(endpoints[what], { params: { id: node.id }, body: { reason } }),
    touches: ['nodes'],
    done: () => t(`nodes.${what}Done`, { name: node.name }),
    after: onClose,
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t(`nodes.${what}Title`, { name: node.name })}
      lead={t(`nodes.${what}Lead`)}
    >
      <form
        className={proxy['form']}
        onSubmit={event => {
          event.preventDefault()
          decide.mutate(undefined)
        }}
      >
        {/* Many devices are of one model: this says which of them. */}
        <Facts
          items={[
            [t('nodes.provider'), node.provider.name],
            [t('nodes.place'), placeWords(node.place)],
            [t('nodes.id'), <code key="id">{node.id.slice(-6)}</code>],
          ]}
        />
        <ReasonField
          label={t('account.reason')}
          hint={t('account.reasonHint')}
          value={reason}
          onChange={setReason}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look={what === 'approve' ? 'primary' : 'danger'} busy={decide.isPending}>
            {t(`nodes.${what}`)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
