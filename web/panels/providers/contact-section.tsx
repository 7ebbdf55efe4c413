import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Provider } from '#protocol/rest/providers.ts'
import { Button } from '../../design/button.tsx'
import { Facts } from '../../design/facts.tsx'
import { Section } from '../../design/page.tsx'
import { useCan } from '../../frame/use-me.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { ContactDialog } from './contact-dialog.tsx'
import styles from './providers.module.css'

export function ContactSection({ provider }: { provider: Provider }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const [editing, setEditing] = useState(false)
  const { id, name, email, note, createdAt } = provider
  const edit = can.can('update', 'Provider') && (
    <Button size="sm" onClick={() => setEditing(true)}>
      {t('provider.edit')}
    </Button>
  )
  return (
    <Section title={t('provider.contact')} actions={edit}>
      <Facts
        items={[
          [
            t('providers.name'),
            <span key="name" className={styles['words']}>
              {name}
            </span>,
          ],
          [
            t('providers.email'),
            email ? (
              <a key="mail" href={`mailto:${email}`} className={styles['words']}>
                {email}
              </a>
            ) : (
              <span key="none" className={styles['dim']}>
                {t('provider.noEmail')}
              </span>
            ),
          ],
          [
            t('providers.note'),
            <span key="note" className={styles['note']}>
              {note || '–'}
            </span>,
          ],
          [t('provider.since'), format.dateTime(createdAt)],
        ]}
      />
      {can.can('read', 'Audit') && (
        <p className={styles['more']}>
          <Link to={`/audit?target=${id}&label=${encodeURIComponent(name)}`}>{t('provider.history')}</Link>
        </p>
      )}
      {editing && <ContactDialog provider={provider} onClose={() => setEditing(false)} />}
    </Section>
  )
}
