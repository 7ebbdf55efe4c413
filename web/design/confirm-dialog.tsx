import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'

type Props = {
  title: string
  lead: string
  action: string
  danger?: boolean
  busy: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asked before what cannot simply be taken back. */
export function ConfirmDialog({ title, lead, action, danger = false, busy, onConfirm, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={title} lead={lead}>
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
