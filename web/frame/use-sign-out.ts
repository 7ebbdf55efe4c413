import { useTranslation } from 'react-i18next'
import { errorText } from '../i18n/error-text.ts'
import { signOut } from '../stores/session.ts'
import { toast } from '../stores/toasts.ts'

export function useSignOut(): () => void {
  const { t } = useTranslation()
  return () => void signOut().catch(error => toast('bad', t('toast.failed'), errorText(t, error)))
}
