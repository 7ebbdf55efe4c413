import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Limits } from '#protocol/limits.ts'
import type { Provider } from '#protocol/rest/providers.ts'
import { call } from '../../api/browser.ts'
import type { Answered } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Input } from '../../design/input.tsx'
import { Notice } from '../../design/notice.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { CopyButton } from '../proxy/copy-button.tsx'
import proxy from '../proxy/proxy.module.css'
import { useAction } from '../use-action.ts'
import { wholeUpTo } from './whole-up-to.ts'

/** Makes the link to the consent page, and shows it once. */
export function AskDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id, name, email } = provider
  const [days, setDays] = useState('14')
  const [wrong, setWrong] = useState(false)
  const [made, setMade] = useState<Answered<'inviteConsent'> | null>(null)
  const ask = useAction({
    run: (given: number) => call('inviteConsent', { params: { id }, body: { days: given } }),
    touches: ['providers'],
    after: setMade,
  })
  function submit(event: { preventDefault(): void }) {
    event.preventDefault()
    const given = wholeUpTo(days, Limits.consentLinkDays)
    setWrong(given === null)
    if (given !== null) ask.mutate(given)
  }
  if (made) {
    return (
      <Dialog open onOpenChange={open => !open && onClose()} title={t('consents.linkTitle')} lead={name}>
        <div className={proxy['form']}>
          <Notice tone={made.mailed ? 'good' : 'warn'}>
            {made.mailed ? t('consents.mailed', { email }) : t('consents.notMailed')} {t('consents.linkOnce')}
          </Notice>
          <div className={proxy['secret']}>
            <code className={proxy['code']} data-testid="consent-link">
              {made.url}
            </code>
            <CopyButton text={made.url} label={t('consents.copyLink')} />
          </div>
          <p className={proxy['sub']}>{t('consents.until', { time: format.dateTime(made.expiresAt) })}</p>
          <DialogActions>
            <Button look="primary" onClick={onClose}>
              {t('consents.done')}
            </Button>
          </DialogActions>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('consents.askTitle', { name })}
      lead={t('consents.askLead')}
    >
      <form className={proxy['form']} noValidate onSubmit={submit}>
        <Notice tone="accent">
          {email === null ? t('consents.willShow') : t('consents.willMail', { email })}{' '}
          {t('consents.replaces')}
        </Notice>
        <Field
          label={t('consents.days')}
          error={wrong ? t('consents.daysWrong', { most: format.number(Limits.consentLinkDays) }) : undefined}
        >
          {ids => <Input {...ids} inputMode="numeric" value={days} onChange={e => setDays(e.target.value)} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={ask.isPending}>
            {t('consents.makeLink')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
