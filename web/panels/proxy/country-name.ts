/** As the language calls it; its letters where nobody has a name for them. */
export function countryName(tag: string, code: string): string {
  const letters = code.toUpperCase()
  try {
    return new Intl.DisplayNames([tag, 'en'], { type: 'region' }).of(letters) ?? letters
  } catch {
    return letters
  }
}
