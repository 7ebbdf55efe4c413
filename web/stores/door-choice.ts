import type { Locale, Theme } from '#protocol/person.ts'
import { call } from '../api/browser.ts'
import { setLanguage } from '../i18n/i18n.ts'
import { changeMe } from './session.ts'
import { setTheme } from './theme.ts'

/** What a visitor picked at the door is meant: it goes into the profile when they come in. */
const chosen: { locale?: Locale; theme?: Theme } = {}

export function chooseLanguage(locale: Locale): void {
  chosen.locale = locale
  void setLanguage(locale)
}
export function chooseTheme(theme: Theme): void {
  chosen.theme = theme
  setTheme(theme)
}

export async function carryChoice(): Promise<void> {
  if (!chosen.locale && !chosen.theme) return
  // A login must not fail for a preference.
  const answer = await call('updateMe', { body: { ...chosen } }).catch(() => null)
  if (answer) changeMe(answer.user)
  delete chosen.locale
  delete chosen.theme
}
