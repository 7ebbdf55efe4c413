/** A whole number from 1 to `most`, or null. */
export function wholeUpTo(text: string, most: number): number | null {
  const value = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= most ? value : null
}
