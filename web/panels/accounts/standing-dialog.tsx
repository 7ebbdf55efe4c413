import { useTranslation } from 'react-i18next'
import { type Account, suspendAccount } from '#protocol/rest/staff.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Textarea } from '../../design/input.tsx'
import { useZodForm } from '../../forms/use-zod-form.ts'
import { useAction } from '../use-action.ts'

/** Suspend or resume, never without a reason. */
export function StandingDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation()
  const { id, name } = account
  const form = useZodForm(suspendAccount.body, { reason: '' })
  // Fixed while the dialog is open: the list behind it may learn of the change first.
  const suspends = account.status === 'active'
  const change = useAction({
    run: (body: { reason: string }) =>
      call(suspends ? 'suspendAccount' : 'resumeAccount', { params: { id }, body }),
    touches: ['accounts'],
    done: () => t(suspends ? 'account.suspended' : 'account.resumed', { name }),
    after: onClose,
    failed: form.takeFields,
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t(suspends ? 'account.suspendTitle' : 'account.resumeTitle', { name })}
      lead={t(suspends ? 'account.suspendLead' : 'account.resumeLead')}
    >
      <form onSubmit={form.handleSubmit(body => change.mutate(body))} noValidate>
        <Field
          label={t('account.reason')}
          hint={t('account.reasonHint')}
          error={form.formState.errors.reason?.message}
        >
          {ids => <Textarea {...ids} {...form.register('reason')} maxLength={500} rows={3} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look={suspends ? 'danger' : 'primary'} busy={change.isPending}>
            {suspends ? t('account.suspend') : t('account.resume')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
