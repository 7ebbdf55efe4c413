import { useTranslation } from 'react-i18next'
import { errorText } from '../i18n/error-text.ts'
import { signOut } from '../stores/session.ts'
import { toastLater } from '../stores/toasts.ts'

export function useSignOut(): () => void {
  const { t } = useTranslation()
  return () => {
    const say = toastLater()
    void signOut().catch(error => say('bad', t('toast.failed'), errorText(t, error)))
  }
}
