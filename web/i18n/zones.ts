/** The zone as given when this browser can count in it; some devices name one that nobody knows (`Etc/Unknown`). */
export function knownZone(name: string | undefined): string | null {
  if (!name) return null
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return name
  } catch {
    return null
  }
}

export const deviceZone = (): string | null => knownZone(Intl.DateTimeFormat().resolvedOptions().timeZone)

/** `Asia/Tashkent` as it is read. */
export const zoneText = (name: string): string => name.replaceAll('_', ' ')
