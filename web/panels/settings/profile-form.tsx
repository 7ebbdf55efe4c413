import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { Limits } from '#protocol/limits.ts'
import { Locale, PersonName, Theme, TimeZone } from '#protocol/person.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Field } from '../../design/field.tsx'
import { Input, Select } from '../../design/input.tsx'
import { Section } from '../../design/page.tsx'
import { useZodForm } from '../../forms/use-zod-form.ts'
import { useMe } from '../../frame/use-me.ts'
import { createFormat } from '../../i18n/format.ts'
import { languages } from '../../i18n/languages.ts'
import { deviceZone, zoneText } from '../../i18n/zones.ts'
import { changeMe } from '../../stores/session.ts'
import { themes } from '../../stores/theme.ts'
import { useNow } from '../system/use-now.ts'
import { useAction } from '../use-action.ts'
import { ZoneSelect } from '../zone-select.tsx'
import styles from './settings.module.css'

const schema = z.object({ name: PersonName, locale: Locale, theme: Theme, timeZone: TimeZone })

export function ProfileForm() {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const { name, locale, theme, timeZone } = me
  const form = useZodForm(schema, { name, locale, theme, timeZone })
  const { errors, isDirty, dirtyFields } = form.formState
  // Language and theme have a menu too: what changes there is taken over, but for what is being changed here.
  const { reset } = form
  useEffect(() => {
    reset({ name, locale, theme, timeZone }, { keepDirtyValues: true })
  }, [reset, name, locale, theme, timeZone])
  const save = useAction({
    run: (body: Partial<z.output<typeof schema>>) => call('updateMe', { body }),
    touches: ['users'],
    done: () => t('toast.saved'),
    after: ({ user }) => {
      changeMe(user)
      reset({ name: user.name, locale: user.locale, theme: user.theme, timeZone: user.timeZone })
    },
    failed: form.takeFields,
  })
  const zone = form.watch('timeZone')
  const now = useNow(1_000)
  const own = deviceZone()
  // Only what was changed here: the rest may have been changed elsewhere meanwhile.
  const submit = form.handleSubmit(body =>
    save.mutate(
      Object.fromEntries(Object.entries(body).filter(([field]) => dirtyFields[field as keyof typeof body])),
    ),
  )

  return (
    <Section title={t('profile.title')} lead={t('profile.lead')}>
      <form className={styles['form']} onSubmit={submit} noValidate>
        <div className={styles['pair']}>
          <Field label={t('profile.name')} error={errors.name?.message}>
            {ids => (
              <Input {...ids} {...form.register('name')} maxLength={Limits.nameChars} autoComplete="name" />
            )}
          </Field>
          <Field label={t('profile.email')} hint={t('profile.emailFixed')}>
            {ids => <Input {...ids} value={me.email} disabled />}
          </Field>
          <Field label={t('profile.language')} error={errors.locale?.message}>
            {ids => (
              <Select {...ids} {...form.register('locale')}>
                {languages.map(one => (
                  <option key={one} value={one} lang={one}>
                    {t(`languages.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('profile.theme')} error={errors.theme?.message}>
            {ids => (
              <Select {...ids} {...form.register('theme')}>
                {themes.map(one => (
                  <option key={one} value={one}>
                    {t(`themes.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Field
          label={t('profile.zone')}
          hint={
            <>
              {t('profile.zoneHint', { time: createFormat(i18n.language, zone).clock(now) })}{' '}
              {own && zone !== own && (
                <button
                  type="button"
                  className={styles['link']}
                  onClick={() => form.setValue('timeZone', own, { shouldDirty: true })}
                >
                  {t('profile.browserZone', { zone: zoneText(own) })}
                </button>
              )}
            </>
          }
          error={errors.timeZone?.message}
        >
          {ids => <ZoneSelect {...ids} {...form.register('timeZone')} current={me.timeZone} />}
        </Field>
        <div className={styles['foot']}>
          <Button type="submit" look="primary" disabled={!isDirty} busy={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Section>
  )
}
