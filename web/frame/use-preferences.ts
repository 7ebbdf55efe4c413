import { useTranslation } from 'react-i18next'
import type { Locale, Theme } from '#protocol/person.ts'
import { call } from '../api/browser.ts'
import { errorText } from '../i18n/error-text.ts'
import { pickLanguage } from '../i18n/languages.ts'
import { setLanguage } from '../i18n/i18n.ts'
import { changeMe } from '../stores/session.ts'
import { setTheme, useTheme } from '../stores/theme.ts'
import { toastLater } from '../stores/toasts.ts'

/** Theme and language: seen at once, kept in the profile, so that the next device knows them too. */
export function usePreferences() {
  const { t, i18n } = useTranslation()
  const { theme } = useTheme()
  return {
    theme,
    language: pickLanguage([i18n.language]),
    change(wish: { theme: Theme } | { locale: Locale }) {
      if ('theme' in wish) setTheme(wish.theme)
      else void setLanguage(wish.locale)
      const say = toastLater()
      call('updateMe', { body: wish }).then(
        ({ user }) => changeMe(user),
        error => say('bad', t('toast.failed'), errorText(t, error)),
      )
    },
  }
}
