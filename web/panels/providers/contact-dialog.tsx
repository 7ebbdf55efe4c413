import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { Limits } from '#protocol/limits.ts'
import { Email } from '#protocol/person.ts'
import { createProvider, type Provider } from '#protocol/rest/providers.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Input, Textarea } from '../../design/input.tsx'
import { useZodForm } from '../../forms/use-zod-form.ts'
import { useAction } from '../use-action.ts'
import styles from '../users/users.module.css'

const emptyIsNone = (text: unknown) => (text === '' ? null : text)
const schema = createProvider.body.extend({ email: z.preprocess(emptyIsNone, Email.nullable()) })

type Props = {
  /** Null: a new one. */
  provider: Provider | null
  onClose: () => void
  onMade?: (provider: Provider) => void
}

/** Who a provider is, and where they are reached. */
export function ContactDialog({ provider, onClose, onMade }: Props) {
  const { t } = useTranslation()
  const { name = '', email = '', note = '' } = provider ?? {}
  const form = useZodForm(schema, { name, email: email ?? '', note })
  const { errors } = form.formState
  const save = useAction({
    run: (body: z.output<typeof schema>) =>
      provider
        ? call('updateProvider', { params: { id: provider.id }, body })
        : call('createProvider', { body }),
    touches: ['providers', 'enrollments'],
    done: ({ provider: { name } }) => t(provider ? 'providers.changed' : 'providers.added', { name }),
    after(out) {
      onClose()
      onMade?.(out.provider)
    },
    failed: form.takeFields,
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={provider ? t('providers.editTitle', { name }) : t('providers.addTitle')}
      lead={provider ? undefined : t('providers.addLead')}
    >
      <form onSubmit={form.handleSubmit(body => save.mutate(body))} noValidate className={styles['form']}>
        <Field label={t('providers.name')} error={errors.name?.message}>
          {ids => (
            <Input {...ids} {...form.register('name')} maxLength={Limits.nameChars} autoComplete="off" />
          )}
        </Field>
        <Field
          label={t('providers.email')}
          hint={t('providers.emailHint')}
          optional
          error={errors.email?.message}
        >
          {ids => (
            <Input
              {...ids}
              {...form.register('email')}
              inputMode="email"
              maxLength={Limits.emailChars}
              autoComplete="off"
            />
          )}
        </Field>
        <Field
          label={t('providers.note')}
          hint={t('providers.noteHint')}
          optional
          error={errors.note?.message}
        >
          {ids => <Textarea {...ids} {...form.register('note')} maxLength={2_000} rows={3} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {t(provider ? 'common.save' : 'providers.add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
