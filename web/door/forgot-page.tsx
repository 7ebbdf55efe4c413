import { KeyRound, MailCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { forgot as endpoint } from '#protocol/rest/auth.ts'
import { call } from '../api/browser.ts'
import { Button } from '../design/button.tsx'
import { EmailInput } from '../design/email-input.tsx'
import { Field } from '../design/field.tsx'
import { useZodForm } from '../forms/use-zod-form.ts'
import { DoorError } from './door-error.tsx'
import { DoorFrame } from './door-frame.tsx'
import styles from './door.module.css'
import { useDoorCall } from './use-door-call.ts'

const schema = endpoint.body

export function ForgotPage() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { busy, error, waitMs, run } = useDoorCall()
  const form = useZodForm(schema, { email: search.get('email') ?? '' })
  const below = <Link to="/login">{t('forgot.back')}</Link>

  const submit = form.handleSubmit(async body => {
    if (await run(() => call('forgot', { body }))) setSentTo(body.email)
  })
  if (sentTo) {
    return (
      <DoorFrame
        title={t('forgot.sentTitle')}
        lead={t('forgot.sentLead', { email: sentTo })}
        icon={<MailCheck size={20} />}
        below={below}
      >
        <p className={styles['hint']}>{t('register.sentHint')}</p>
      </DoorFrame>
    )
  }
  return (
    <DoorFrame title={t('forgot.title')} lead={t('forgot.lead')} icon={<KeyRound size={20} />} below={below}>
      <form className={styles['form']} onSubmit={submit} noValidate>
        <DoorError error={error} waitMs={waitMs} />
        <Field label={t('fields.email')} error={form.formState.errors.email?.message}>
          {ids => <EmailInput {...ids} {...form.register('email')} autoComplete="username" autoFocus />}
        </Field>
        <Button type="submit" look="primary" className={styles['submit']} busy={busy} disabled={waitMs > 0}>
          {t('forgot.submit')}
        </Button>
      </form>
    </DoorFrame>
  )
}
