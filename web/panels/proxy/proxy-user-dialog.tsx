import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProxyUser } from '#protocol/rest/proxy.ts'
import { isApiError } from '../../api/api-error.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Input, Textarea } from '../../design/input.tsx'
import { useAction } from '../use-action.ts'
import { LimitField } from './limit-field.tsx'
import { limitsOf, textsOf } from './limits-form.ts'
import styles from './proxy.module.css'
import type { Secret } from './secret-dialog.tsx'

const none = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
const limitKeys = ['maxConnections', 'dayBytes', 'monthBytes', 'bytesPerSecond'] as const
type Props = {
  user: ProxyUser | null
  onClose: () => void
  onMade: (secret: Secret) => void
  /** What else can be done with it: on a phone the list has no room for it. */
  actions?: ReactNode
}

/** Makes a proxy user, or changes one. */
export function ProxyUserDialog({ user, onClose, onMade, actions }: Props) {
  const { t } = useTranslation()
  const [login, setLogin] = useState(user?.login ?? '')
  const [note, setNote] = useState(user?.note ?? '')
  const [addresses, setAddresses] = useState(user?.allowIps.join('\n') ?? '')
  const [limits, setLimits] = useState(textsOf(user?.limits ?? none))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const save = useAction({
    async run(given: { note: string; allowIps: string[]; limits: ProxyUser['limits'] }) {
      if (user) return void (await call('updateProxyUser', { params: { id: user.id }, body: given }))
      const { proxyUser, password } = await call('createProxyUser', { body: { login, ...given } })
      onMade({ id: proxyUser.id, login, password })
    },
    touches: ['proxyUsers'],
    done: () => t(user ? 'toast.saved' : 'proxy.made', { login }),
    after: onClose,
    failed(error) {
      if (!isApiError(error) || Object.keys(error.fields).length === 0) return false
      setErrors(
        Object.fromEntries(
          Object.entries(error.fields).map(([name, text]) => [
            name.split('.')[0],
            name === 'login' && error.code === 'conflict' ? t('proxy.loginTaken') : text,
          ]),
        ) as Record<string, string>,
      )
      return true
    },
  })
  function submit(event: { preventDefault(): void }) {
    event.preventDefault()
    const read = limitsOf(limits)
    if ('wrong' in read) return setErrors({ [read.wrong]: t('proxy.limitWrong') })
    if (!/^[A-Za-z0-9_.]{1,64}$/.test(login)) return setErrors({ login: t('proxy.loginHint') })
    setErrors({})
    const allowIps = addresses.split(/[\s,]+/).filter(Boolean)
    save.mutate({ note: note.trim(), allowIps, limits: read.limits })
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={user ? t('proxy.editTitle', { login: user.login }) : t('proxy.createTitle')}
      lead={user ? undefined : t('proxy.createLead')}
    >
      <form className={styles['form']} onSubmit={submit} noValidate>
        {!user && (
          <Field label={t('proxy.login')} hint={t('proxy.loginHint')} error={errors['login']}>
            {ids => (
              <Input
                {...ids}
                name="login"
                value={login}
                onChange={e => setLogin(e.target.value)}
                maxLength={64}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
        )}
        <Field label={t('proxy.note')} optional error={errors['note']}>
          {ids => <Input {...ids} value={note} onChange={e => setNote(e.target.value)} maxLength={200} />}
        </Field>
        <div className={styles['pair']}>
          {limitKeys.map(key => (
            <LimitField
              key={key}
              label={t(`proxy.limit.${key}`)}
              error={errors[key]}
              value={limits[key]}
              onChange={value => setLimits({ ...limits, [key]: value })}
            />
          ))}
        </div>
        <Field
          label={t('proxy.addresses')}
          hint={t('proxy.addressesHint')}
          optional
          error={errors['allowIps']}
        >
          {ids => (
            <Textarea
              {...ids}
              rows={2}
              value={addresses}
              onChange={e => setAddresses(e.target.value)}
              spellCheck={false}
            />
          )}
        </Field>
        {actions}
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {user ? t('common.save') : t('proxy.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
