import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Provider } from '#protocol/rest/providers.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Input } from '../../design/input.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import proxy from '../proxy/proxy.module.css'
import { useAction } from '../use-action.ts'
import { dayIn } from '../usage/ranges.ts'
import { signedAt } from './signed-at.ts'

type Wrong = { version?: string; when?: string }

/** A consent that was given on paper: staff say to which words and when. */
export function PaperDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t } = useTranslation()
  const { timeZone } = useFormat()
  const { id, name } = provider
  const [now] = useState(Date.now)
  const today = dayIn(timeZone, now)
  const [version, setVersion] = useState('')
  const [day, setDay] = useState(today)
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState<Wrong>({})
  const record = useAction({
    run: (at: string | undefined) =>
      call('recordConsent', {
        params: { id },
        body: { version: version.trim(), note: note.trim(), ...(at !== undefined && { at }) },
      }),
    touches: ['providers'],
    done: () => t('consents.recorded', { name }),
    after: onClose,
  })
  function submit(event: { preventDefault(): void }) {
    event.preventDefault()
    const found: Wrong = {
      ...(version.trim() === '' && { version: t('invalid.required') }),
      ...((day === '' || day > today) && { when: t('consents.whenWrong') }),
    }
    setWrong(found)
    if (Object.keys(found).length === 0) record.mutate(signedAt(day, timeZone, now))
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('consents.recordTitle')}
      lead={t('consents.recordLead')}
    >
      <form className={proxy['form']} noValidate onSubmit={submit}>
        <div className={proxy['pair']}>
          <Field label={t('consents.versionLabel')} hint={t('consents.versionHint')} error={wrong.version}>
            {ids => (
              <Input {...ids} value={version} maxLength={40} onChange={e => setVersion(e.target.value)} />
            )}
          </Field>
          <Field label={t('consents.when')} error={wrong.when}>
            {ids => (
              <Input {...ids} type="date" max={today} value={day} onChange={e => setDay(e.target.value)} />
            )}
          </Field>
        </div>
        <Field label={t('providers.note')} hint={t('providers.noteHint')} optional>
          {ids => <Input {...ids} value={note} maxLength={500} onChange={e => setNote(e.target.value)} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={record.isPending}>
            {t('consents.record')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
