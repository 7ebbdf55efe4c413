import { Laptop, Smartphone } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { LoginSession } from '#protocol/rest/auth.ts'
import { call } from '../../api/browser.ts'
import { Badge } from '../../design/badge.tsx'
import { Button } from '../../design/button.tsx'
import { TimeAgo } from '../time-ago.tsx'
import { useAction } from '../use-action.ts'
import { readAgent } from './agent.ts'
import styles from './settings.module.css'

export function SessionRow({ session }: { session: LoginSession }) {
  const { t } = useTranslation()
  const revoke = useAction({
    run: () => call('revokeSession', { params: { id: session.id } }),
    touches: ['sessions'],
    done: () => t('security.revoked'),
  })
  const { browser, system, phone } = readAgent(session.agent)
  const words = browser && system ? t('security.agentOn', { browser, system }) : (browser ?? system)
  const agent = words ?? (session.agent || t('security.unknownAgent'))
  const Icon = phone ? Smartphone : Laptop
  return (
    <li className={styles['session']}>
      <Icon className={styles['sessionIcon']} size={20} strokeWidth={1.6} />
      <div className={styles['sessionWords']}>
        <p className={styles['sessionName']} title={session.agent}>
          {agent}
          {session.current && <Badge tone="accent">{t('security.current')}</Badge>}
        </p>
        <p className={styles['sessionSub']}>
          {session.address} · <TimeAgo at={session.lastSeenAt} />
        </p>
      </div>
      {!session.current && (
        <Button
          size="sm"
          busy={revoke.isPending}
          aria-label={t('security.revokeLabel', { agent, address: session.address })}
          onClick={() => revoke.mutate()}
        >
          {t('security.revoke')}
        </Button>
      )}
    </li>
  )
}
