import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { ConfirmDialog } from '../../design/confirm-dialog.tsx'
import { Section } from '../../design/page.tsx'
import { Bone, ErrorState } from '../../design/states.tsx'
import { useAction } from '../use-action.ts'
import { PasswordForm } from './password-form.tsx'
import { SessionRow } from './session-row.tsx'
import styles from './settings.module.css'

export function SecuritySection() {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const query = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => call('mySessions', {}, { signal }),
  })
  const sessions = query.data?.items ?? []
  const endOthers = useAction({
    run: () => call('revokeOtherSessions'),
    touches: ['sessions'],
    done: ({ ended }) => t('security.othersDone', { count: ended }),
    after: () => setAsking(false),
  })
  const alone = sessions.length <= 1
  return (
    <>
      <Section
        flush
        title={t('security.sessions')}
        lead={t('security.sessionsLead')}
        actions={
          !alone && (
            <Button size="sm" onClick={() => setAsking(true)}>
              {t('security.others')}
            </Button>
          )
        }
      >
        {query.isError && !query.data ? (
          <ErrorState title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <ul aria-busy={query.isPending || undefined} tabIndex={-1} data-focus-home="">
            {query.isPending && (
              <li className={styles['session']}>
                <Bone width="60%" height="42px" />
              </li>
            )}
            {sessions.map(session => (
              <SessionRow key={session.id} session={session} />
            ))}
            {!query.isPending && alone && (
              <li className={styles['session']}>
                <span className={styles['sessionSub']}>{t('security.onlyThis')}</span>
              </li>
            )}
          </ul>
        )}
      </Section>
      <PasswordForm />
      {asking && (
        <ConfirmDialog
          danger
          title={t('security.othersTitle')}
          lead={t('security.othersLead')}
          action={t('security.others')}
          busy={endOthers.isPending}
          onConfirm={() => endOthers.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
