import { Controller } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Limits } from '#protocol/limits.ts'
import type { Locale, Role } from '#protocol/person.ts'
import { createUser } from '#protocol/rest/staff.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { EmailInput } from '../../design/email-input.tsx'
import { Field } from '../../design/field.tsx'
import { Input, Select } from '../../design/input.tsx'
import { useZodForm } from '../../forms/use-zod-form.ts'
import { languages, pickLanguage } from '../../i18n/languages.ts'
import { useAction } from '../use-action.ts'
import { AccountPicker } from './account-picker.tsx'
import styles from './users.module.css'

const roles = ['client', 'operator', 'admin'] as const satisfies Role[]

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const form = useZodForm(createUser.body, {
    name: '',
    email: '',
    role: 'client',
    locale: pickLanguage([i18n.language]),
  })
  const { errors } = form.formState
  const role = form.watch('role')
  const invite = useAction({
    run: (body: Parameters<typeof call<'createUser'>>[1]['body']) => call('createUser', { body }),
    touches: ['users', 'accounts'],
    done: ({ user }) => t('invite.done', { email: user.email }),
    after: onClose,
    failed: form.takeFields,
  })
  const submit = form.handleSubmit(body => invite.mutate(body))

  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={t('invite.title')} lead={t('invite.lead')}>
      <form onSubmit={submit} noValidate className={styles['form']}>
        <Field label={t('invite.name')} error={errors.name?.message}>
          {ids => (
            <Input {...ids} {...form.register('name')} maxLength={Limits.nameChars} autoComplete="off" />
          )}
        </Field>
        <Field label={t('fields.email')} error={errors.email?.message}>
          {ids => (
            <EmailInput
              {...ids}
              {...form.register('email')}
              autoComplete="off"
              placeholder={t('fields.emailHint')}
            />
          )}
        </Field>
        <div className={styles['pair']}>
          <Field label={t('invite.role')} hint={t(`invite.roleHint.${role}`)} error={errors.role?.message}>
            {ids => (
              <Select
                {...ids}
                {...form.register('role', {
                  onChange: e => e.target.value !== 'client' && form.resetField('account'),
                })}
              >
                {roles.map(one => (
                  <option key={one} value={one}>
                    {t(`roles.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('invite.language')} error={errors.locale?.message}>
            {ids => (
              <Select {...ids} {...form.register('locale')}>
                {languages.map((one: Locale) => (
                  <option key={one} value={one}>
                    {t(`languages.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {role === 'client' && (
          <Controller
            control={form.control}
            name="account"
            render={({ field }) => (
              <AccountPicker
                ref={field.ref}
                value={field.value ?? null}
                onChange={field.onChange}
                error={errors.account?.message}
              />
            )}
          />
        )}
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={invite.isPending}>
            {t('invite.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
