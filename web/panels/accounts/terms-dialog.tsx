import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountLimits } from '#protocol/directory.ts'
import type { Account } from '#protocol/rest/staff.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { LimitField } from '../proxy/limit-field.tsx'
import { limitsOf, textsOf } from '../proxy/limits-form.ts'
import { useAction } from '../use-action.ts'
import styles from '../users/users.module.css'
import { ZoneSelect } from '../zone-select.tsx'

const keys = ['dayBytes', 'monthBytes'] as const
const words = { dayBytes: 'terms.dayGb', monthBytes: 'terms.monthGb' } as const

/** In which zone an account's days begin, and how much it may use in one and in a month. */
export function TermsDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation()
  // What is changed is told apart from what it was when the dialog opened, not from what others make of it meanwhile.
  const [before] = useState(account)
  const [timeZone, setTimeZone] = useState(account.timeZone)
  const [limits, setLimits] = useState(textsOf(account.limits))
  const [wrong, setWrong] = useState<keyof AccountLimits | null>(null)
  const save = useAction({
    run: (body: { timeZone?: string; limits?: Partial<AccountLimits> }) =>
      call('updateAccount', { params: { id: account.id }, body }),
    touches: ['accounts', 'usage'],
    done: () => t('terms.done', { name: account.name }),
    after: onClose,
  })
  function submit(event: { preventDefault(): void }) {
    event.preventDefault()
    const read = limitsOf(limits)
    setWrong('wrong' in read ? read.wrong : null)
    if ('wrong' in read) return
    const changed = keys.filter(key => read.limits[key] !== before.limits[key])
    const body = {
      ...(timeZone !== before.timeZone && { timeZone }),
      ...(changed.length > 0 && {
        limits: Object.fromEntries(changed.map(key => [key, read.limits[key]])) as Partial<AccountLimits>,
      }),
    }
    if (Object.keys(body).length === 0) return onClose()
    save.mutate(body)
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('terms.title', { name: account.name })}
      lead={t('terms.lead')}
    >
      <form className={styles['form']} onSubmit={submit} noValidate>
        <Field label={t('account.zone')} hint={t('newAccount.zoneHint')}>
          {ids => (
            <ZoneSelect
              {...ids}
              value={timeZone}
              onChange={event => setTimeZone(event.target.value)}
              current={before.timeZone}
            />
          )}
        </Field>
        <div className={styles['pair']}>
          {keys.map(key => (
            <LimitField
              key={key}
              label={t(words[key])}
              error={wrong === key ? t('proxy.limitWrong') : undefined}
              value={limits[key]}
              onChange={value => setLimits({ ...limits, [key]: value })}
            />
          ))}
        </div>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {t('common.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
