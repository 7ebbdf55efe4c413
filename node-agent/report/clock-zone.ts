/** The zone of the machine's clock, as IANA names it. */
export const clockZone = (): string | null =>
  Intl.DateTimeFormat().resolvedOptions().timeZone?.slice(0, 64) || null
