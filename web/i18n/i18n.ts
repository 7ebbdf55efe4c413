import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '#protocol/person.ts'
import { keep } from '../api/browser.ts'
import { pickLanguage } from './languages.ts'

type Words = Record<string, unknown>
const doors: Record<Locale, () => Promise<{ door: Words }>> = {
  en: () => import('./en/door.ts'),
  ru: () => import('./ru/door.ts'),
  uz: () => import('./uz/door.ts'),
}
const panels: Record<Locale, () => Promise<{ panel: Words }>> = {
  en: () => import('./en/panel.ts'),
  ru: () => import('./ru/panel.ts'),
  uz: () => import('./uz/panel.ts'),
}

let wantsPanel = false
const loaded = new Set<string>()

/** Words come in two parts a language, each its own chunk: a visitor at the door does not load the panels'. */
async function load(language: Locale): Promise<void> {
  const parts: Promise<void>[] = []
  if (!loaded.has(`door ${language}`)) {
    parts.push(doors[language]().then(m => add(language, `door ${language}`, m.door)))
  }
  if (wantsPanel && !loaded.has(`panel ${language}`)) {
    parts.push(panels[language]().then(m => add(language, `panel ${language}`, m.panel)))
  }
  await Promise.all(parts)
}
function add(language: Locale, part: string, words: Words) {
  i18next.addResourceBundle(language, 'app', words, true)
  loaded.add(part)
}

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
  await load(language)
  document.documentElement.lang = language
  return i18next
}

export async function loadPanelWords(): Promise<void> {
  wantsPanel = true
  await load(i18next.language as Locale)
}

export async function setLanguage(language: Locale): Promise<void> {
  keep.set('language', language)
  if (language === i18next.language) return
  await load(language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}
