import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { Limits } from '#protocol/limits.ts'
import { PersonName, Role } from '#protocol/person.ts'
import type { User } from '#protocol/rest/staff.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Field } from '../../design/field.tsx'
import { Input, Select } from '../../design/input.tsx'
import { useZodForm } from '../../forms/use-zod-form.ts'
import { useMe } from '../../frame/use-me.ts'
import { useAction } from '../use-action.ts'
import styles from './users.module.css'

const schema = z.object({ name: PersonName, role: Role })

export function UserEdit({ user }: { user: User }) {
  const { t } = useTranslation()
  const me = useMe()
  const form = useZodForm(schema, { name: user.name, role: user.role })
  const { errors, isDirty, dirtyFields } = form.formState
  const save = useAction({
    run: (body: { name?: string; role?: Role }) => call('updateUser', { params: { id: user.id }, body }),
    touches: ['users'],
    done: () => t('user.changed'),
    after: ({ user: { name, role } }) => form.reset({ name, role }),
    failed: form.takeFields,
  })
  const submit = form.handleSubmit(({ name, role }) =>
    save.mutate({ ...(dirtyFields.name && { name }), ...(dirtyFields.role && { role }) }),
  )
  const fixed =
    user.role === 'client' ? t('user.roleFixed') : user.id === me.id ? t('user.ownRole') : undefined
  return (
    <form onSubmit={submit} noValidate className={`${styles['block']} ${styles['form']}`}>
      <Field label={t('user.name')} error={errors.name?.message}>
        {ids => <Input {...ids} {...form.register('name')} maxLength={Limits.nameChars} autoComplete="off" />}
      </Field>
      <Field label={t('user.role')} hint={fixed} error={errors.role?.message}>
        {ids =>
          fixed ? (
            <Input {...ids} value={t(`roles.${user.role}`)} disabled />
          ) : (
            <Select {...ids} {...form.register('role')}>
              <option value="admin">{t('roles.admin')}</option>
              <option value="operator">{t('roles.operator')}</option>
            </Select>
          )
        }
      </Field>
      <div className={styles['row']}>
        <Button type="submit" disabled={!isDirty} busy={save.isPending}>
          {t('user.rename')}
        </Button>
      </div>
    </form>
  )
}
