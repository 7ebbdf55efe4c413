import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FileText } from 'lucide-react'
import type { Locale } from '#protocol/person.ts'
import { isApiError } from '../api/api-error.ts'
import { call } from '../api/browser.ts'
import type { Answered } from '../api/client.ts'
import { Button } from '../design/button.tsx'
import { Check } from '../design/check.tsx'
import { Notice } from '../design/notice.tsx'
import { useFormat } from '../i18n/use-format.ts'
import styles from './consent.module.css'
import { ConsentWords } from './consent-words.tsx'
import { DoorError } from './door-error.tsx'
import { DoorFrame } from './door-frame.tsx'
import { useDoorCall } from './use-door-call.ts'

type Props = {
  token: string
  shown: Answered<'readConsent'> & { locale: Locale }
  /** The words are others than those that were here before. */
  changed: boolean
  onGiven: (given: Answered<'giveConsent'>['given']) => void
  onChanged: () => void
}

export function ConsentForm({ token, shown, changed, onGiven, onChanged }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { provider, version, text, given, locale } = shown
  const [read, setRead] = useState(false)
  const [early, setEarly] = useState(false)
  const { busy, error, waitMs, run } = useDoorCall()

  async function agree() {
    const answer = await run(async () => {
      try {
        // In the language in which it is on the page: these are the words that are kept.
        return await call('giveConsent', { body: { token, version, locale } })
      } catch (thrown) {
        if (!isApiError(thrown) || thrown.code !== 'conflict') throw thrown
        onChanged()
        return null
      }
    })
    if (answer) onGiven(answer.given)
  }
  return (
    <DoorFrame
      wide
      title={t('consent.title')}
      lead={t('consent.lead', { name: provider })}
      icon={<FileText size={20} />}
    >
      <div className={styles['page']}>
        {changed && <Notice tone="warn">{t('consent.changed')}</Notice>}
        {given && (
          <Notice tone={given.version === version ? 'good' : 'warn'}>
            {t(given.version === version ? 'consent.given' : 'consent.givenOlder', {
              version: given.version,
              time: format.dateTime(given.at),
            })}
          </Notice>
        )}
        <ConsentWords text={text} version={version} locale={locale} />
        <form
          className={styles['form']}
          onSubmit={event => {
            event.preventDefault()
            setEarly(!read)
            if (read) void agree()
          }}
        >
          <DoorError error={error} waitMs={waitMs} />
          {early && !read && <Notice tone="bad">{t('consent.readFirst')}</Notice>}
          <Check label={t('consent.read')} checked={read} onChange={setRead} />
          <Button type="submit" look="primary" className={styles['agree']} busy={busy} disabled={waitMs > 0}>
            {t(given?.version === version ? 'consent.agreeAgain' : 'consent.agree')}
          </Button>
          <p className={styles['free']}>{t('consent.free')}</p>
        </form>
      </div>
    </DoorFrame>
  )
}
