import { useTranslation } from 'react-i18next'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Notice } from '../../design/notice.tsx'
import { CopyButton } from './copy-button.tsx'
import styles from './proxy.module.css'

export type Secret = { id: string; login: string; password: string }

/** A password that is shown this once. */
export function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('proxy.secretTitle', { login: secret.login })}
    >
      <div className={styles['form']}>
        <Notice tone="warn">{t('proxy.secretOnce')}</Notice>
        <div className={styles['secret']}>
          <code className={styles['code']} data-testid="password">
            {secret.password}
          </code>
          <CopyButton text={secret.password} label={t('proxy.copyPassword')} />
        </div>
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            {t('proxy.secretDone')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}
