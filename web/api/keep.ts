/** What a browser remembers between visits and shares between tabs. Where storage is forbidden, a page's life long. */
export type Keep = {
  get(name: string): string | null
  set(name: string, value: string | null): void
}

export function memoryKeep(): Keep {
  const values = new Map<string, string>()
  return {
    get: name => values.get(name) ?? null,
    set: (name, value) => void (value === null ? values.delete(name) : values.set(name, value)),
  }
}

export function browserKeep(): Keep {
  const fallback = memoryKeep()
  return {
    get(name) {
      try {
        return localStorage.getItem(`traffix.${name}`)
      } catch {
        return fallback.get(name)
      }
    },
    set(name, value) {
      try {
        if (value === null) localStorage.removeItem(`traffix.${name}`)
        else localStorage.setItem(`traffix.${name}`, value)
      } catch {
        fallback.set(name, value)
      }
    },
  }
}
