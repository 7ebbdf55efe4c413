import { Compass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { buttonClass } from '../design/button.tsx'
import { useTitle } from '../design/page.tsx'
import { EmptyState } from '../design/states.tsx'

export function MissingPage() {
  const { t } = useTranslation()
  useTitle(t('missing.title'))
  return (
    <EmptyState level={1} icon={<Compass size={20} />} title={t('missing.title')} lead={t('missing.lead')}>
      <Link className={buttonClass({})} to="/">
        {t('missing.home')}
      </Link>
    </EmptyState>
  )
}
