import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { renderSVG } from 'uqr'
import { call } from '../../api/browser.ts'
import type { Answered } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Input, Select } from '../../design/input.tsx'
import { Notice } from '../../design/notice.tsx'
import { useCan, useMe } from '../../frame/use-me.ts'
import { CopyButton } from '../proxy/copy-button.tsx'
import proxy from '../proxy/proxy.module.css'
import { useAction } from '../use-action.ts'

/** Makes a code for a provider's devices, and shows it once: as words, as a link and as a picture to scan. */
export function EnrollDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const me = useMe()
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => call('listProviders', { query: { limit: 200 } }, { signal }),
  })
  const [provider, setProvider] = useState('')
  const [fresh, setFresh] = useState('')
  const [uses, setUses] = useState('1')
  const [days, setDays] = useState('7')
  const [country, setCountry] = useState('')
  const [city, setCity] = useState('')
  const [approves, setApproves] = useState(false)
  const [made, setMade] = useState<Answered<'createEnrollment'> | null>(null)
  const items = providers.data?.items ?? []
  const mayAdd = can.can('create', 'Provider')
  const chosen = provider || items[0]?.id || (mayAdd ? 'new' : '')
  const create = useAction({
    async run() {
      const id =
        chosen === 'new' ? (await call('createProvider', { body: { name: fresh } })).provider.id : chosen
      return call('createEnrollment', {
        body: {
          provider: id,
          maxUses: Math.max(1, Math.round(Number(uses)) || 1),
          days: Math.max(1, Math.round(Number(days)) || 7),
          place: {
            ...(/^[a-z]{2}$/i.test(country) ? { country: country.toLowerCase() } : {}),
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
    const link = made.links[0]?.url
    return (
      <Dialog open onOpenChange={close} title={t('enroll.madeTitle')} lead={made.enrollment.provider.name}>
        <div className={proxy['form']}>
          <Notice tone="warn">{t('enroll.once')}</Notice>
          <div className={proxy['secret']}>
            <code className={proxy['code']} data-testid="code">
              {made.code}
            </code>
            <CopyButton text={made.code} label={t('enroll.copyCode')} />
          </div>
          {link ? (
            <>
              <div
                className={proxy['qr']}
                role="img"
                aria-label={t('enroll.qr')}
                // Its own drawing of black squares: nothing of it comes from anybody.
                dangerouslySetInnerHTML={{ __html: renderSVG(link, { border: 1 }) }}
              />
              {made.links.map(({ edge, url }) => (
                <div key={edge} className={proxy['secret']}>
                  <code className={proxy['code']}>{url}</code>
                  <CopyButton text={url} label={t('enroll.copyLink', { edge })} />
                </div>
              ))}
            </>
          ) : (
            <Notice tone="accent">{t('enroll.noEdge')}</Notice>
          )}
          <DialogActions>
            <Button look="primary" onClick={onClose}>
              {t('proxy.secretDone')}
            </Button>
          </DialogActions>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog open onOpenChange={close} title={t('enroll.title')} lead={t('enroll.lead')}>
      <form
        className={proxy['form']}
        onSubmit={event => {
          event.preventDefault()
          create.mutate(undefined)
        }}
      >
        <Field label={t('nodes.provider')}>
          {ids => (
            <Select {...ids} value={chosen} onChange={e => setProvider(e.target.value)}>
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
          <Field label={t('enroll.providerName')}>
            {ids => (
              <Input
                {...ids}
                value={fresh}
                required
                maxLength={80}
                onChange={e => setFresh(e.target.value)}
              />
            )}
          </Field>
        )}
        <div className={proxy['pair']}>
          <Field label={t('enroll.uses')}>
            {ids => (
              <Input {...ids} inputMode="numeric" value={uses} onChange={e => setUses(e.target.value)} />
            )}
          </Field>
          <Field label={t('enroll.days')}>
            {ids => (
              <Input {...ids} inputMode="numeric" value={days} onChange={e => setDays(e.target.value)} />
            )}
          </Field>
          <Field label={t('enroll.country')} optional>
            {ids => (
              <Input
                {...ids}
                placeholder={t('enroll.countryExample')}
                maxLength={2}
                value={country}
                onChange={e => setCountry(e.target.value)}
              />
            )}
          </Field>
          <Field label={t('enroll.city')} optional>
            {ids => (
              <Input
                {...ids}
                placeholder={t('enroll.cityExample')}
                maxLength={120}
                value={city}
                onChange={e => setCity(e.target.value)}
              />
            )}
          </Field>
        </div>
        {me.role === 'admin' && (
          <label className={proxy['check']}>
            <input type="checkbox" checked={approves} onChange={e => setApproves(e.target.checked)} />
            {t('enroll.approves')}
          </label>
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
