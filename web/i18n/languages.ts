import type { Locale } from '#protocol/person.ts'

/** As `locales` of the contract, without its schemas: those would weigh on the login page. */
export const languages = ['en', 'ru', 'uz'] as const satisfies readonly Locale[]

/** The first of the wished languages that there is. */
export function pickLanguage(wished: readonly (string | null | undefined)[]): Locale {
  for (const wish of wished) {
    const base = wish?.toLowerCase().split('-')[0]
    const found = languages.find(one => one === base)
    if (found) return found
  }
  return 'en'
}
