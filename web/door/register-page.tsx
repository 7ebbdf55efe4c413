import { MailCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { register as endpoint } from '#protocol/rest/auth.ts'
import { Limits } from '#protocol/limits.ts'
import { call } from '../api/browser.ts'
import { Button } from '../design/button.tsx'
import { EmailInput } from '../design/email-input.tsx'
import { Field } from '../design/field.tsx'
import { Input } from '../design/input.tsx'
import { useZodForm } from '../forms/use-zod-form.ts'
import { pickLanguage } from '../i18n/languages.ts'
import { deviceZone } from '../i18n/zones.ts'
import { DoorError } from './door-error.tsx'
import { DoorFrame } from './door-frame.tsx'
import styles from './door.module.css'
import { NewPassword } from './new-password.tsx'
import { useDoorCall } from './use-door-call.ts'

const schema = endpoint.body

export function RegisterPage() {
  const { t, i18n } = useTranslation()
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { busy, error, waitMs, run } = useDoorCall()
  const form = useZodForm(schema, { name: '', email: '', password: '', timeZone: deviceZone() ?? undefined })
  const { errors } = form.formState
  const about = [form.watch('email'), form.watch('name'), form.watch('company') ?? '']

  const submit = form.handleSubmit(async body => {
    const locale = pickLanguage([i18n.language])
    const done = await run(() =>
      call('register', { body: { ...body, locale } }).catch((thrown: unknown) => {
        form.takeFields(thrown)
        throw thrown
      }),
    )
    if (done) setSentTo(body.email)
  })

  if (sentTo) {
    return (
      <DoorFrame
        title={t('register.sentTitle')}
        lead={t('register.sentLead', { email: sentTo })}
        icon={<MailCheck size={20} />}
        below={<Link to="/login">{t('forgot.back')}</Link>}
      >
        <div className={styles['form']}>
          <p className={styles['hint']}>{t('register.sentHint')}</p>
          <Button onClick={() => setSentTo(null)}>{t('register.other')}</Button>
        </div>
      </DoorFrame>
    )
  }
  return (
    <DoorFrame
      title={t('register.title')}
      lead={t('register.lead')}
      below={
        <>
          {t('register.haveAccount')} <Link to="/login">{t('register.signIn')}</Link>
        </>
      }
    >
      <form className={styles['form']} onSubmit={submit} noValidate>
        <DoorError error={error} waitMs={waitMs} />
        <Field label={t('fields.name')} error={errors.name?.message}>
          {ids => (
            <Input
              {...ids}
              {...form.register('name')}
              autoComplete="name"
              maxLength={Limits.nameChars}
              autoFocus
            />
          )}
        </Field>
        <Field label={t('fields.company')} optional error={errors.company?.message}>
          {ids => (
            <Input
              {...ids}
              {...form.register('company', { setValueAs: (text: string) => text?.trim() || undefined })}
              autoComplete="organization"
              maxLength={Limits.nameChars}
            />
          )}
        </Field>
        <Field label={t('fields.email')} error={errors.email?.message}>
          {ids => (
            <EmailInput
              {...ids}
              {...form.register('email')}
              autoComplete="username"
              placeholder={t('fields.emailHint')}
            />
          )}
        </Field>
        <Field label={t('fields.password')} error={errors.password?.message}>
          {ids => (
            <NewPassword
              {...ids}
              {...form.register('password')}
              text={form.watch('password')}
              about={about}
            />
          )}
        </Field>
        <Button type="submit" look="primary" className={styles['submit']} busy={busy} disabled={waitMs > 0}>
          {t('register.submit')}
        </Button>
      </form>
    </DoorFrame>
  )
}
