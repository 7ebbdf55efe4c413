import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '#protocol/person.ts'
import { keep } from '../api/browser.ts'
import { pickLanguage } from './languages.ts'
import { createWordLoader } from './word-loader.ts'

type Words = Record<string, unknown>
const files = {
  door: {
    en: () => import('./en/door.ts').then(m => m.door as Words),
    ru: () => import('./ru/door.ts').then(m => m.door as Words),
    uz: () => import('./uz/door.ts').then(m => m.door as Words),
  },
  panel: {
    en: () => import('./en/panel.ts').then(m => m.panel as Words),
    ru: () => import('./ru/panel.ts').then(m => m.panel as Words),
    uz: () => import('./uz/panel.ts').then(m => m.panel as Words),
  },
}

const words = createWordLoader({
  async load(language, part) {
    i18next.addResourceBundle(language, 'app', await files[part][language](), true)
  },
  async speak(language) {
    if (language !== i18next.language) await i18next.changeLanguage(language)
    document.documentElement.lang = language
  },
})

export async function startI18n(): Promise<i18n> {
  const language = pickLanguage([keep.get('language'), ...navigator.languages])
  await i18next.use(initReactI18next).init({
    lng: language,
    ns: ['app'],
    defaultNS: 'app',
    resources: {},
    fallbackLng: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnNull: false,
  })
  await words.want(language)
  return i18next
}

export const loadPanelWords = (): Promise<void> => words.wantPart('panel')

/** Words that do not come leave the page in the language it speaks, until the next wish. */
export function setLanguage(language: Locale): Promise<void> {
  keep.set('language', language)
  return words.want(language).catch(() => {})
}
