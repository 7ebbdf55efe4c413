import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, CirclePause, CirclePlay, Handshake, QrCode } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { isApiError } from '../../api/api-error.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Page, Section } from '../../design/page.tsx'
import { Bone, EmptyState, ErrorState } from '../../design/states.tsx'
import { useCan } from '../../frame/use-me.ts'
import { CodeRows } from '../nodes/code-rows.tsx'
import { EnrollDialog } from '../nodes/enroll-dialog.tsx'
import { ConsentSection } from './consent-section.tsx'
import { ContactSection } from './contact-section.tsx'
import { ProviderRules } from './provider-rules.tsx'
import { ProviderTiles } from './provider-tiles.tsx'
import { StoppedBanner } from './stopped-banner.tsx'
import { SwitchDialog } from './switch-dialog.tsx'
import styles from './providers.module.css'

const everyMs = 5_000

/** One provider: what they agreed to, what their devices do, and the switch over all of them. */
export function ProviderPage() {
  const { t } = useTranslation()
  const can = useCan()
  const { id = '' } = useParams()
  const [turning, setTurning] = useState(false)
  const [enrolling, setEnrolling] = useState(false)
  const query = useQuery({
    queryKey: ['providers', 'one', id],
    queryFn: ({ signal }) => call('getProvider', { params: { id } }, { signal }),
    refetchInterval: everyMs,
  })
  const { provider, consents } = query.data ?? {}
  if (!provider || !consents) {
    const missing = isApiError(query.error) && ['not_found', 'bad_request'].includes(query.error.code)
    return (
      <Page title={t('provider.label')} above={<Back />}>
        {query.isPending && <Bone height="320px" />}
        {missing && (
          <EmptyState
            icon={<Handshake size={20} />}
            title={t('provider.missing')}
            lead={t('provider.missingLead')}
          />
        )}
        {query.isError && !missing && (
          <ErrorState title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />
        )}
      </Page>
    )
  }
  const { stopped } = provider
  const mayTurn = can.can('update', 'Node')
  const turn: ReactNode = mayTurn && (
    <Button look={stopped ? 'primary' : 'danger'} onClick={() => setTurning(true)}>
      {stopped ? <CirclePlay size={16} /> : <CirclePause size={16} />}
      {t(stopped ? 'provider.start' : 'provider.stop')}
    </Button>
  )
  return (
    <Page
      title={provider.name}
      lead={provider.email ?? t('provider.label')}
      actions={!stopped && turn}
      above={<Back />}
    >
      {stopped && <StoppedBanner stopped={stopped}>{turn}</StoppedBanner>}
      <ProviderTiles provider={provider} />
      <div className={styles['pair']}>
        <ConsentSection provider={provider} consents={consents} />
        <ContactSection provider={provider} />
      </div>
      <div className={styles['part']}>
        <ProviderRules provider={provider} />
      </div>
      {can.can('read', 'Enrollment') && (
        <div className={styles['part']}>
          <Section
            title={t('provider.codes')}
            lead={t('provider.codesLead')}
            bare
            actions={
              can.can('create', 'Enrollment') && (
                <Button onClick={() => setEnrolling(true)}>
                  <QrCode size={16} />
                  {t('enroll.open')}
                </Button>
              )
            }
          >
            <CodeRows provider={id} />
          </Section>
        </div>
      )}
      {turning && <SwitchDialog provider={provider} onClose={() => setTurning(false)} />}
      {enrolling && <EnrollDialog provider={provider} onClose={() => setEnrolling(false)} />}
    </Page>
  )
}

function Back() {
  const { t } = useTranslation()
  return (
    <Link to="/providers" className={styles['back']}>
      <ArrowLeft size={15} />
      {t('provider.back')}
    </Link>
  )
}
