import { CircleCheck, Link2Off, MailCheck } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { isApiError } from '../api/api-error.ts'
import { call } from '../api/browser.ts'
import { Button, buttonClass } from '../design/button.tsx'
import { Spinner } from '../design/spinner.tsx'
import { DoorError } from './door-error.tsx'
import { DoorFrame } from './door-frame.tsx'
import styles from './door.module.css'

type State = { at: 'working' } | { at: 'done'; email: string } | { at: 'failed'; error: unknown }

/** A token works once: asked for again by a re-rendered page it must be the same question. */
const asked = new Map<string, Promise<{ email: string }>>()
function confirmOnce(token: string) {
  let answer = asked.get(token)
  if (!answer) asked.set(token, (answer = call('confirm', { body: { token } })))
  return answer
}

export function ConfirmPage() {
  const { t } = useTranslation()
  const token = useSearchParams()[0].get('token') ?? ''
  const [state, setState] = useState<State>({ at: 'working' })
  const [turn, setTurn] = useState(0)

  useEffect(() => {
    let here = true
    setState({ at: 'working' })
    confirmOnce(token).then(
      ({ email }) => here && setState({ at: 'done', email }),
      (error: unknown) => {
        asked.delete(token)
        if (here) setState({ at: 'failed', error })
      },
    )
    return () => void (here = false)
  }, [token, turn])

  switch (state.at) {
    case 'working':
      return (
        <DoorFrame title={t('confirm.working')} icon={<MailCheck size={20} />}>
          <Spinner size={20} />
        </DoorFrame>
      )
    case 'done':
      return (
        <DoorFrame
          title={t('confirm.doneTitle')}
          lead={t('confirm.doneLead', { email: state.email })}
          icon={<CircleCheck size={20} />}
        >
          <Link
            className={buttonClass({ look: 'primary' }, styles['submit'])}
            to={`/login?email=${encodeURIComponent(state.email)}`}
          >
            {t('confirm.signIn')}
          </Link>
        </DoorFrame>
      )
    case 'failed': {
      const passing = isApiError(state.error) && state.error.isPassing
      return (
        <DoorFrame
          title={passing ? t('confirm.awayTitle') : t('confirm.failedTitle')}
          {...(passing ? {} : { lead: t('confirm.failedLead') })}
          icon={<Link2Off size={20} />}
        >
          <div className={styles['actions']}>
            {passing && <DoorError error={state.error} />}
            {passing && (
              <Button look="primary" onClick={() => setTurn(turn + 1)}>
                {t('common.retry')}
              </Button>
            )}
            <Link className={buttonClass({ look: passing ? 'plain' : 'primary' })} to="/login">
              {t('confirm.signIn')}
            </Link>
            {!passing && (
              <Link className={buttonClass({})} to="/register">
                {t('confirm.again')}
              </Link>
            )}
          </div>
        </DoorFrame>
      )
    }
  }
}
