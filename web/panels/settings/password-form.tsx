import { useTranslation } from 'react-i18next'
import { isApiError } from '../../api/api-error.ts'
import { call } from '../../api/browser.ts'
import { changePassword } from '#protocol/rest/auth.ts'
import { Button } from '../../design/button.tsx'
import { Field } from '../../design/field.tsx'
import { Section } from '../../design/page.tsx'
import { PasswordInput } from '../../design/password-input.tsx'
import { NewPassword } from '../../door/new-password.tsx'
import { useZodForm } from '../../forms/use-zod-form.ts'
import { useMe } from '../../frame/use-me.ts'
import { useAction } from '../use-action.ts'
import styles from './settings.module.css'

const blank = { current: '', next: '' }

export function PasswordForm() {
  const { t } = useTranslation()
  const me = useMe()
  const form = useZodForm(changePassword.body, blank)
  const { errors } = form.formState
  const change = useAction({
    run: (body: typeof blank) => call('changePassword', { body }),
    touches: ['sessions'],
    done: () => t('security.changed'),
    after: () => form.reset(blank),
    failed(error) {
      if (!isApiError(error) || error.code !== 'bad_credentials') return form.takeFields(error)
      form.setError('current', { message: t('invalid.wrong') }, { shouldFocus: true })
      return true
    },
  })
  return (
    <Section title={t('security.password')} lead={t('security.passwordLead')}>
      <form className={styles['form']} onSubmit={form.handleSubmit(body => change.mutate(body))} noValidate>
        {/* For password managers: whose password this is. */}
        <input
          className="hidden"
          name="username"
          autoComplete="username"
          value={me.email}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <Field label={t('fields.currentPassword')} error={errors.current?.message}>
          {ids => <PasswordInput {...ids} {...form.register('current')} autoComplete="current-password" />}
        </Field>
        <Field label={t('fields.newPassword')} error={errors.next?.message}>
          {ids => (
            <NewPassword
              {...ids}
              {...form.register('next')}
              text={form.watch('next')}
              about={[me.email, me.name]}
            />
          )}
        </Field>
        <div className={styles['foot']}>
          <Button type="submit" look="primary" busy={change.isPending}>
            {t('security.change')}
          </Button>
        </div>
      </form>
    </Section>
  )
}
