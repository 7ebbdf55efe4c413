import { useTranslation } from 'react-i18next'
import { NavLink, useParams } from 'react-router'
import { cx } from '../../design/cx.ts'
import { Page } from '../../design/page.tsx'
import { MissingPage } from '../../frame/missing-page.tsx'
import { ProfileForm } from './profile-form.tsx'
import { SecuritySection } from './security-section.tsx'
import styles from './settings.module.css'

export function SettingsPage() {
  const { t } = useTranslation()
  const { section = 'profile' } = useParams()
  if (section !== 'profile' && section !== 'security') return <MissingPage />
  return (
    <Page narrow title={t('settings.title')}>
      <nav className={styles['tabs']} aria-label={t('settings.sections')}>
        <NavLink end to="/settings" className={cx(styles['tab'])}>
          {t('settings.profile')}
        </NavLink>
        <NavLink to="/settings/security" className={cx(styles['tab'])}>
          {t('settings.security')}
        </NavLink>
      </nav>
      {section === 'profile' ? <ProfileForm /> : <SecuritySection />}
    </Page>
  )
}
