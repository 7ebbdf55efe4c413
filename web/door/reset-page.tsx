import { CircleCheck, KeyRound, Link2Off } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { reset as endpoint } from '#protocol/rest/auth.ts'
import { isApiError } from '../api/api-error.ts'
import { call } from '../api/browser.ts'
import { Button, buttonClass } from '../design/button.tsx'
import { Field } from '../design/field.tsx'
import { useZodForm } from '../forms/use-zod-form.ts'
import { DoorError } from './door-error.tsx'
import { DoorFrame } from './door-frame.tsx'
import styles from './door.module.css'
import { NewPassword } from './new-password.tsx'
import { useDoorCall } from './use-door-call.ts'

const schema = endpoint.body

/** Both mails lead here: a forgotten password and an invitation differ in words only. */
export function ResetPage({ welcome = false }: { welcome?: boolean }) {
  const { t } = useTranslation()
  const token = useSearchParams()[0].get('token') ?? ''
  const [doneFor, setDoneFor] = useState<string | null>(null)
  const { busy, error, waitMs, run } = useDoorCall()
  const form = useZodForm(schema, { token, password: '' })

  const submit = form.handleSubmit(async body => {
    const answer = await run(() => call('reset', { body }))
    if (answer) setDoneFor(answer.email)
  })

  if (doneFor) {
    return (
      <DoorFrame
        title={t('reset.doneTitle')}
        lead={t('reset.doneLead', { email: doneFor })}
        icon={<CircleCheck size={20} />}
      >
        <Link
          className={buttonClass({ look: 'primary' }, styles['submit'])}
          to={`/login?email=${encodeURIComponent(doneFor)}`}
        >
          {t('confirm.signIn')}
        </Link>
      </DoorFrame>
    )
  }
  if (!token || form.formState.errors.token || (isApiError(error) && error.code === 'bad_link')) {
    return (
      <DoorFrame title={t('reset.missingTitle')} lead={t('reset.missingLead')} icon={<Link2Off size={20} />}>
        <Link className={buttonClass({ look: 'primary' }, styles['submit'])} to="/forgot">
          {t('reset.askAgain')}
        </Link>
      </DoorFrame>
    )
  }
  return (
    <DoorFrame
      title={welcome ? t('reset.welcomeTitle') : t('reset.title')}
      lead={welcome ? t('reset.welcomeLead') : t('reset.lead')}
      icon={<KeyRound size={20} />}
      below={<Link to="/login">{t('forgot.back')}</Link>}
    >
      <form className={styles['form']} onSubmit={submit} noValidate>
        <DoorError error={error} waitMs={waitMs} />
        <Field label={t('fields.newPassword')} error={form.formState.errors.password?.message}>
          {ids => (
            <NewPassword {...ids} {...form.register('password')} text={form.watch('password')} autoFocus />
          )}
        </Field>
        <Button type="submit" look="primary" className={styles['submit']} busy={busy} disabled={waitMs > 0}>
          {welcome ? t('reset.welcomeSubmit') : t('reset.submit')}
        </Button>
      </form>
    </DoorFrame>
  )
}
