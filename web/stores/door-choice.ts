import type { Locale, Theme } from '#protocol/person.ts'
import { call, keep } from '../api/browser.ts'
import { setLanguage } from '../i18n/i18n.ts'
import { changeMe } from './session.ts'
import { setTheme } from './theme.ts'

/** What a visitor picked at the door is meant: it goes into the profile when they come in. */
type Choice = { locale?: Locale; theme?: Theme }
const chosen = (): Choice => JSON.parse(keep.get('door-choice') ?? '{}') as Choice
const choose = (more: Choice) => keep.set('door-choice', JSON.stringify({ ...chosen(), ...more }))

export function chooseLanguage(locale: Locale): void {
  choose({ locale })
  void setLanguage(locale)
}
export function chooseTheme(theme: Theme): void {
  choose({ theme })
  setTheme(theme)
}

export async function carryChoice(): Promise<void> {
  const body = chosen()
  keep.set('door-choice', null)
  if (!body.locale && !body.theme) return
  // A login must not fail for a preference.
  const answer = await call('updateMe', { body }).catch(() => null)
  if (answer) changeMe(answer.user)
}
