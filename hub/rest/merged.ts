type Given<T> = { [K in keyof T]?: T[K] | undefined }

/** What was given replaces what was there; null is given too. */
export const merged = <T extends object>(before: T, given: Given<T>): T => ({
  ...before,
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
})
