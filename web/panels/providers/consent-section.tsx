import { FileCheck2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Consent, Provider } from '#protocol/rest/providers.ts'
import { Badge } from '../../design/badge.tsx'
import { Button } from '../../design/button.tsx'
import { Section } from '../../design/page.tsx'
import { useCan } from '../../frame/use-me.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { AskDialog } from './ask-dialog.tsx'
import { PaperDialog } from './paper-dialog.tsx'
import styles from './providers.module.css'

type Props = { provider: Provider; consents: readonly Consent[] }

/** What is of use at a glance; the others are one press away. */
const few = 3

/** Every consent that was given, and the two ways to another one. */
export function ConsentSection({ provider, consents }: Props) {
  const { t } = useTranslation()
  const may = useCan().can('update', 'Provider')
  const [dialog, setDialog] = useState<'ask' | 'paper' | null>(null)
  const [all, setAll] = useState(false)
  const close = () => setDialog(null)
  const shown = all ? consents : consents.slice(0, few)
  return (
    <Section title={t('consents.title')} lead={t('consents.lead')}>
      {consents.length === 0 ? (
        <div className={styles['none']}>
          <FileCheck2 size={18} />
          <div>
            <strong>{t('consents.none')}</strong>
            <p>{t('consents.noneLead')}</p>
          </div>
        </div>
      ) : (
        <ol className={styles['consents']} aria-label={t('consents.list')}>
          {shown.map((consent, i) => (
            <ConsentRow key={`${consent.at} ${consent.version}`} consent={consent} latest={i === 0} />
          ))}
        </ol>
      )}
      {shown.length < consents.length && (
        <Button size="sm" look="ghost" onClick={() => setAll(true)}>
          {t('consents.all', { count: consents.length })}
        </Button>
      )}
      {may && (
        <div className={styles['buttons']}>
          <Button look={consents.length === 0 ? 'primary' : 'plain'} onClick={() => setDialog('ask')}>
            {t('consents.ask')}
          </Button>
          <Button onClick={() => setDialog('paper')}>{t('consents.record')}</Button>
        </div>
      )}
      {dialog === 'ask' && <AskDialog provider={provider} onClose={close} />}
      {dialog === 'paper' && <PaperDialog provider={provider} onClose={close} />}
    </Section>
  )
}

function ConsentRow({ consent, latest }: { consent: Consent; latest: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { version, at, address, by, note } = consent
  return (
    <li className={styles['consent']}>
      <div className={styles['consentHead']}>
        <strong>{t('consents.version', { version })}</strong>
        {latest && <Badge tone="good">{t('consents.latest')}</Badge>}
        <time dateTime={at} title={address === null ? undefined : format.exact(at)}>
          {/* A paper has a day and no hour. */}
          {address === null ? format.date(at) : format.dateTime(at)}
        </time>
      </div>
      <p className={styles['dim']}>
        {address === null ? t('consents.onPaper', { who: by ?? '–' }) : t('consents.onPage', { address })}
      </p>
      {note && <p className={styles['note']}>{note}</p>}
    </li>
  )
}
