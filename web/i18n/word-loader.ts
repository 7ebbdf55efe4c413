import type { Locale } from '#protocol/person.ts'

export type WordPart = 'door' | 'panel'
type Deps = {
  load: (language: Locale, part: WordPart) => Promise<void>
  /** Every word that is wanted is here: the page changes over. */
  speak: (language: Locale) => Promise<void>
}

/**
 * Words come in two parts a language, each its own chunk: a visitor at the door does not load the panels'.
 * Both wishes, the language and the panels' words, may change while words are on their way, so the page speaks
 * a language only when all of it is here and it is still the one that is wanted.
 */
export function createWordLoader({ load, speak }: Deps) {
  let wanted: Locale | null = null
  const parts = new Set<WordPart>(['door'])
  const files = new Map<string, { here: boolean; coming: Promise<void> }>()

  function fetchOnce(language: Locale, part: WordPart) {
    const name = `${part} ${language}`
    let file = files.get(name)
    if (!file) {
      const asked = { here: false, coming: Promise.resolve() }
      asked.coming = load(language, part).then(
        () => void (asked.here = true),
        (error: unknown) => {
          files.delete(name)
          throw error
        },
      )
      files.set(name, (file = asked))
    }
    return file
  }

  async function settle(): Promise<void> {
    for (;;) {
      const language = wanted
      if (!language) return
      const missing = [...parts].map(part => fetchOnce(language, part)).filter(file => !file.here)
      if (missing.length === 0) return speak(language)
      await Promise.all(missing.map(file => file.coming))
    }
  }
  return {
    want(language: Locale): Promise<void> {
      wanted = language
      return settle()
    },
    wantPart(part: WordPart): Promise<void> {
      parts.add(part)
      return settle()
    },
  }
}
