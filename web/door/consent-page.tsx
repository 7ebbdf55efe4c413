import { FileText, Link2Off } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import type { Locale } from '#protocol/person.ts'
import { isApiError } from '../api/api-error.ts'
import { call } from '../api/browser.ts'
import type { Answered } from '../api/client.ts'
import { Button } from '../design/button.tsx'
import { Spinner } from '../design/spinner.tsx'
import { ConsentDone } from './consent-done.tsx'
import { ConsentForm } from './consent-form.tsx'
import { DoorError } from './door-error.tsx'
import { DoorFrame } from './door-frame.tsx'
import styles from './door.module.css'

type Shown = Answered<'readConsent'> & { locale: Locale }
type Given = Answered<'giveConsent'>['given']

/** What a provider's devices are used for, and their consent to it: for whoever has the link, without a login. */
export function ConsentPage() {
  const { t, i18n } = useTranslation()
  const locale = i18n.language as Locale
  const token = useHiddenToken()
  const [shown, setShown] = useState<Shown | null>(null)
  const [given, setGiven] = useState<Given | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [changed, setChanged] = useState(false)
  const [turn, setTurn] = useState(0)

  useEffect(() => {
    if (!token) return
    let here = true
    call('readConsent', { body: { token, locale } }).then(
      answer => {
        if (!here) return
        setError(null)
        setShown({ ...answer, locale })
      },
      (thrown: unknown) => here && setError(thrown),
    )
    return () => void (here = false)
  }, [token, locale, turn])

  if (!token || (isApiError(error) && !error.isPassing)) {
    return (
      <DoorFrame title={t('consent.badTitle')} lead={t('consent.badLead')} icon={<Link2Off size={20} />}>
        {null}
      </DoorFrame>
    )
  }
  if (error && !shown) {
    return (
      <DoorFrame title={t('consent.awayTitle')} icon={<Link2Off size={20} />}>
        <div className={styles['actions']}>
          <DoorError error={error} />
          <Button look="primary" onClick={() => setTurn(turn + 1)}>
            {t('common.retry')}
          </Button>
        </div>
      </DoorFrame>
    )
  }
  if (!shown) {
    return (
      <DoorFrame title={t('consent.loading')} icon={<FileText size={20} />}>
        <Spinner size={20} />
      </DoorFrame>
    )
  }
  const again = () => {
    setGiven(null)
    setTurn(turn + 1)
  }
  if (given) return <ConsentDone name={shown.provider} given={given} onAgain={again} />
  return (
    <ConsentForm
      // Other words want to be read anew.
      key={`${shown.version} ${shown.locale}`}
      token={token}
      shown={shown}
      changed={changed}
      onGiven={setGiven}
      onChanged={() => {
        setChanged(true)
        setTurn(turn + 1)
      }}
    />
  )
}

/** Out of the address, where it would be seen and sent on; a reload still has it. */
function useHiddenToken(): string {
  const { search, state } = useLocation()
  const go = useNavigate()
  const inAddress = new URLSearchParams(search).get('token') ?? ''
  useEffect(() => {
    if (inAddress) void go('/consent', { replace: true, state: { token: inAddress } })
  }, [inAddress, go])
  return inAddress || ((state as { token?: string } | null)?.token ?? '')
}
