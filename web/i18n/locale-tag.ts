/** The language as Intl knows it. A browser without data for it must not fall back to a third language. */
export function localeTag(language: string): string {
  const wanted = language === 'en' ? 'en-GB' : language
  return Intl.DateTimeFormat.supportedLocalesOf([wanted]).length > 0 ? wanted : 'en-GB'
}
