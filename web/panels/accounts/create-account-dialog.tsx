import { useTranslation } from 'react-i18next'
import { Limits } from '#protocol/limits.ts'
import { createAccount } from '#protocol/rest/staff.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Input } from '../../design/input.tsx'
import { useZodForm } from '../../forms/use-zod-form.ts'
import { useMe } from '../../frame/use-me.ts'
import { useAction } from '../use-action.ts'
import { ZoneSelect } from '../zone-select.tsx'
import styles from '../users/users.module.css'

export function CreateAccountDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { timeZone } = useMe()
  const form = useZodForm(createAccount.body, { name: '', timeZone })
  const { errors } = form.formState
  const create = useAction({
    run: (body: { name: string; timeZone?: string | undefined }) => call('createAccount', { body }),
    touches: ['accounts'],
    done: ({ account }) => t('newAccount.done', { name: account.name }),
    after: onClose,
    failed: form.takeFields,
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('newAccount.title')}
      lead={t('newAccount.lead')}
    >
      <form onSubmit={form.handleSubmit(body => create.mutate(body))} noValidate className={styles['form']}>
        <Field label={t('newAccount.name')} error={errors.name?.message}>
          {ids => (
            <Input {...ids} {...form.register('name')} maxLength={Limits.nameChars} autoComplete="off" />
          )}
        </Field>
        <Field label={t('newAccount.zone')} hint={t('newAccount.zoneHint')} error={errors.timeZone?.message}>
          {ids => <ZoneSelect {...ids} {...form.register('timeZone')} current={timeZone} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            {t('newAccount.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
