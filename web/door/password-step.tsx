import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Me } from '#protocol/rest/auth.ts'
import { Limits } from '#protocol/limits.ts'
import { call } from '../api/browser.ts'
import { Button } from '../design/button.tsx'
import { EmailInput } from '../design/email-input.tsx'
import { Field } from '../design/field.tsx'
import { Notice } from '../design/notice.tsx'
import { PasswordInput } from '../design/password-input.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useSession } from '../stores/session.ts'
import type { Challenge } from './code-step.tsx'
import { DoorError } from './door-error.tsx'
import { DoorFrame } from './door-frame.tsx'
import styles from './door.module.css'
import { useDoorCall } from './use-door-call.ts'

type Props = {
  email: string
  onEmail: (email: string) => void
  onIn: (me: Me) => void
  onChallenge: (challenge: Challenge) => void
}
// Only what spares a round trip: the schema itself, and the last word, are the hub's.
const looksLikeEmail = (text: string) => /^\S+@\S+\.\S+$/.test(text.trim())

export function PasswordStep({ email, onEmail, onIn, onChallenge }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const why = useSession(s => (s.phase === 'out' ? s.why : null))
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)
  const { busy, error, waitMs, run } = useDoorCall()
  const emailRef = useRef<HTMLInputElement>(null)
  const passwordRef = useRef<HTMLInputElement>(null)
  const faults = {
    email: checked && !looksLikeEmail(email) ? t('invalid.email') : undefined,
    password: checked && !password ? t('invalid.required') : undefined,
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!looksLikeEmail(email)) return emailRef.current?.focus()
    if (!password) return passwordRef.current?.focus()
    if (waitMs > 0) return
    const answer = await run(() => call('login', { body: { email: email.trim(), password } }))
    if (!answer) return passwordRef.current?.select()
    if ('user' in answer) onIn(answer.user)
    else onChallenge({ id: answer.challenge.id, until: Date.now() + Limits.otpMs })
  }

  const notices = {
    revoked: t('login.endedRevoked'),
    disabled: t('login.endedDisabled'),
    expired: t('login.endedExpired'),
    'signed-out': t('login.signedOut'),
  }
  return (
    <DoorFrame
      title={t('login.title')}
      lead={t('login.lead')}
      below={
        <>
          {t('login.noAccount')} <Link to="/register">{t('login.register')}</Link>
        </>
      }
    >
      <form className={styles['form']} onSubmit={submit} noValidate>
        {why && !error && <Notice tone={why === 'signed-out' ? 'accent' : 'warn'}>{notices[why]}</Notice>}
        <DoorError error={error} waitMs={waitMs} />
        <Field label={t('fields.email')} error={faults.email}>
          {ids => (
            <EmailInput
              {...ids}
              ref={emailRef}
              name="email"
              autoComplete="username"
              autoFocus={!email}
              value={email}
              onChange={e => onEmail(e.target.value)}
            />
          )}
        </Field>
        <Field
          label={t('fields.password')}
          error={faults.password}
          aside={
            <Link to={`/forgot${email ? `?email=${encodeURIComponent(email)}` : ''}`}>
              {t('login.forgot')}
            </Link>
          }
        >
          {ids => (
            <PasswordInput
              {...ids}
              ref={passwordRef}
              name="password"
              autoComplete="current-password"
              autoFocus={Boolean(email)}
              value={password}
              onChange={e => setPassword(e.target.value)}
            />
          )}
        </Field>
        <Button type="submit" look="primary" className={styles['submit']} busy={busy} disabled={waitMs > 0}>
          {waitMs > 0 ? t('login.waitFor', { time: format.countdown(waitMs) }) : t('login.submit')}
        </Button>
      </form>
    </DoorFrame>
  )
}
