import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Limits } from '#protocol/limits.ts'
import type { Provider } from '#protocol/rest/providers.ts'
import { call } from '../../api/browser.ts'
import type { Answered } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { Check } from '../../design/check.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Input, Select } from '../../design/input.tsx'
import { Notice } from '../../design/notice.tsx'
import { useCan, useMe } from '../../frame/use-me.ts'
import proxy from '../proxy/proxy.module.css'
import { useFormat } from '../../i18n/use-format.ts'
import { useAction } from '../use-action.ts'
import { useProviders } from '../providers/use-providers.ts'
import { wholeUpTo } from '../providers/whole-up-to.ts'
import { EnrollMade } from './enroll-made.tsx'

type Wrong = { uses?: string; days?: string; country?: string; name?: string }
type Props = {
  /** For whom, when that is settled. */
  provider?: Provider
  onClose: () => void
}

/** Makes a code for a provider's devices, and shows it once. */
export function EnrollDialog({ provider: settled, onClose }: Props) {
  const { t } = useTranslation()
  const can = useCan()
  const me = useMe()
  const format = useFormat()
  const providers = useProviders()
  const [provider, setProvider] = useState(settled?.id ?? '')
  const [fresh, setFresh] = useState('')
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState<Wrong>({})
  const [uses, setUses] = useState('1')
  const [days, setDays] = useState('7')
  const [country, setCountry] = useState('')
  const [city, setCity] = useState('')
  const [approves, setApproves] = useState(false)
  const [made, setMade] = useState<Answered<'createEnrollment'> | null>(null)
  const items = settled ? [settled] : (providers.data?.items ?? [])
  const mayAdd = can.can('create', 'Provider')
  const chosen = provider || items[0]?.id || (mayAdd ? 'new' : '')
  const agreed = items.find(it => it.id === chosen)?.consent !== null && chosen !== 'new'
  const create = useAction({
    async run(given: { maxUses: number; days: number }) {
      const id =
        chosen === 'new' ? (await call('createProvider', { body: { name: fresh } })).provider.id : chosen
      return call('createEnrollment', {
        body: {
          provider: id,
          ...given,
          note: note.trim(),
          place: {
            ...(country.trim() ? { country: country.trim().toLowerCase() } : {}),
            ...(city.trim() ? { city: city.trim() } : {}),
          },
          approves,
        },
      })
    },
    touches: ['enrollments', 'providers'],
    after: setMade,
  })
  const close = (open: boolean) => !open && onClose()
  if (made) {
    return (
      <Dialog open onOpenChange={close} title={t('enroll.madeTitle')} lead={made.enrollment.provider.name}>
        <EnrollMade made={made} onClose={onClose} />
      </Dialog>
    )
  }
  function submit(event: { preventDefault(): void }) {
    event.preventDefault()
    const maxUses = wholeUpTo(uses, Limits.enrollmentMaxUses)
    const lasts = wholeUpTo(days, Limits.enrollmentMaxDays)
    const numberUpTo = (most: number) => t('enroll.wrong', { most: format.number(most) })
    const found: Wrong = {
      ...(maxUses === null && { uses: numberUpTo(Limits.enrollmentMaxUses) }),
      ...(lasts === null && { days: numberUpTo(Limits.enrollmentMaxDays) }),
      ...(/^([a-z]{2})?$/i.test(country.trim()) ? {} : { country: t('enroll.countryHint') }),
      ...(chosen === 'new' && fresh.trim() === '' && { name: t('invalid.required') }),
    }
    setWrong(found)
    if (maxUses === null || lasts === null || Object.keys(found).length > 0) return
    create.mutate({ maxUses, days: lasts })
  }
  return (
    <Dialog open onOpenChange={close} title={t('enroll.title')} lead={t('enroll.lead')}>
      <form className={proxy['form']} noValidate onSubmit={submit}>
        <Field label={t('nodes.provider')}>
          {ids => (
            <Select
              {...ids}
              value={chosen}
              disabled={settled !== undefined}
              onChange={e => setProvider(e.target.value)}
            >
              {items.map(it => (
                <option key={it.id} value={it.id}>
                  {it.name}
                </option>
              ))}
              {mayAdd && <option value="new">{t('enroll.newProvider')}</option>}
            </Select>
          )}
        </Field>
        {chosen === 'new' && (
          <Field label={t('enroll.providerName')} error={wrong.name}>
            {ids => <Input {...ids} value={fresh} maxLength={80} onChange={e => setFresh(e.target.value)} />}
          </Field>
        )}
        {!agreed && <Notice tone="warn">{t('consents.missing')}</Notice>}
        <div className={proxy['pair']}>
          <Field label={t('enroll.uses')} error={wrong.uses}>
            {ids => (
              <Input {...ids} inputMode="numeric" value={uses} onChange={e => setUses(e.target.value)} />
            )}
          </Field>
          <Field label={t('enroll.days')} error={wrong.days}>
            {ids => (
              <Input {...ids} inputMode="numeric" value={days} onChange={e => setDays(e.target.value)} />
            )}
          </Field>
          <Field label={t('enroll.country')} hint={t('enroll.countryHint')} optional error={wrong.country}>
            {ids => (
              <Input {...ids} maxLength={2} value={country} onChange={e => setCountry(e.target.value)} />
            )}
          </Field>
          <Field label={t('enroll.city')} optional>
            {ids => <Input {...ids} maxLength={120} value={city} onChange={e => setCity(e.target.value)} />}
          </Field>
        </div>
        <Field label={t('enroll.note')} hint={t('enroll.noteHint')} optional>
          {ids => <Input {...ids} value={note} maxLength={200} onChange={e => setNote(e.target.value)} />}
        </Field>
        {me.role === 'admin' && (
          <Check label={t('enroll.approves')} checked={approves} onChange={setApproves} />
        )}
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={create.isPending} disabled={chosen === ''}>
            {t('enroll.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
