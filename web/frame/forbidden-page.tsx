import { Lock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { buttonClass } from '../design/button.tsx'
import { useTitle } from '../design/page.tsx'
import { EmptyState } from '../design/states.tsx'

export function ForbiddenPage() {
  const { t } = useTranslation()
  useTitle(t('forbidden.title'))
  return (
    <EmptyState level={1} icon={<Lock size={20} />} title={t('forbidden.title')} lead={t('forbidden.lead')}>
      <Link className={buttonClass({})} to="/">
        {t('missing.home')}
      </Link>
    </EmptyState>
  )
}
