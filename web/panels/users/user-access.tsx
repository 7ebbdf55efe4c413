import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#protocol/rest/staff.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { ConfirmDialog } from '../../design/confirm-dialog.tsx'
import { useMe } from '../../frame/use-me.ts'
import { useAction } from '../use-action.ts'
import styles from './users.module.css'

/** Shutting somebody out and letting them in again. */
export function UserAccess({ user }: { user: User }) {
  const { t } = useTranslation()
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const { name } = user
  const change = useAction({
    run: (status: 'active' | 'disabled') => call('updateUser', { params: { id: user.id }, body: { status } }),
    touches: ['users'],
    done: (_, status) => t(status === 'disabled' ? 'user.disabled' : 'user.enabled', { name }),
    after: () => setAsking(false),
  })
  if (user.id === me.id) return null
  return (
    <div className={styles['block']}>
      <h3 className={styles['blockTitle']}>{t('user.access')}</h3>
      {user.status === 'disabled' ? (
        <Button busy={change.isPending} onClick={() => change.mutate('active')}>
          {t('user.enable')}
        </Button>
      ) : (
        <Button look="danger" onClick={() => setAsking(true)}>
          {t('user.disable')}
        </Button>
      )}
      {asking && (
        <ConfirmDialog
          danger
          title={t('user.disableTitle', { name })}
          lead={t('user.disableLead')}
          action={t('user.disable')}
          busy={change.isPending}
          onConfirm={() => change.mutate('disabled')}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
