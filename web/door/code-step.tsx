import { MailCheck } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '#protocol/rest/auth.ts'
import { isApiError } from '../api/api-error.ts'
import { call } from '../api/browser.ts'
import { Button } from '../design/button.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { CodeInput } from './code-input.tsx'
import { DoorError } from './door-error.tsx'
import { DoorFrame } from './door-frame.tsx'
import styles from './door.module.css'
import { useCountdown } from './use-countdown.ts'
import { useDoorCall } from './use-door-call.ts'

/** `until` by this device's clock, counted from the answer: its clock and the hub's may differ. */
export type Challenge = { id: string; until: number }
type Props = { email: string; challenge: Challenge; onIn: (me: Me) => void; onBack: () => void }

export function CodeStep({ email, challenge, onIn, onBack }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [code, setCode] = useState('')
  const { busy, error, clear, run } = useDoorCall()
  const field = useRef<HTMLInputElement>(null)
  const leftMs = useCountdown(challenge.until)
  const over = leftMs === 0

  const send = async (digits: string) => {
    const answer = await run(() =>
      call('otp', { body: { id: challenge.id, code: digits } }).catch((thrown: unknown) => {
        // What only did not arrive can be sent again.
        if (isApiError(thrown) && thrown.code === 'bad_code') setCode('')
        throw thrown
      }),
    )
    if (answer) onIn(answer.user)
  }
  useEffect(() => {
    field.current?.focus()
  }, [error])
  const change = (digits: string) => {
    setCode(digits)
    if (error && digits) clear()
    if (digits.length === 6 && !busy) void send(digits)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.length === 6) void send(code)
    else field.current?.focus()
  }

  return (
    <DoorFrame title={t('code.title')} lead={t('code.lead', { email })} icon={<MailCheck size={20} />}>
      <form className={styles['form']} onSubmit={submit} noValidate>
        <DoorError error={error} />
        <CodeInput
          ref={field}
          label={t('code.label')}
          value={code}
          onChange={change}
          invalid={Boolean(error)}
        />
        <p className={styles['hint']}>
          {over ? t('code.expired') : t('code.expiresIn', { time: format.countdown(leftMs) })}
        </p>
        <Button type="submit" look="primary" className={styles['submit']} busy={busy} disabled={over}>
          {t('code.submit')}
        </Button>
        <Button look="ghost" onClick={onBack}>
          {t('code.again')}
        </Button>
      </form>
    </DoorFrame>
  )
}
