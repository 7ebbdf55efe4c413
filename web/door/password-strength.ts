import { Limits } from '#protocol/limits.ts'

export type Strength = {
  level: 0 | 1 | 2 | 3 | 4
  word: 'empty' | 'short' | 'weak' | 'fair' | 'good' | 'strong'
}

const wellKnown = [
  'password',
  'qwerty',
  '12345',
  'admin',
  'letmein',
  'welcome',
  'iloveyou',
  'traffix',
  'parol',
  'пароль',
]

/**
 * An honest guess at what a guesser pays: length after repeats, runs (`abcd`, `4321`) and well-known
 * words are taken out. It advises; only the length is a rule.
 */
export function strengthOf(password: string, about: readonly string[] = []): Strength {
  if (!password) return { level: 0, word: 'empty' }
  if (password.length < Limits.passwordMinChars) return { level: 0, word: 'short' }
  const worth = worthOf(password, about)
  if (worth < 7) return { level: 1, word: 'weak' }
  if (worth < 11) return { level: 2, word: 'fair' }
  if (worth < 15) return { level: 3, word: 'good' }
  return { level: 4, word: 'strong' }
}

function worthOf(password: string, about: readonly string[]): number {
  let rest = password.toLowerCase()
  const own = about.flatMap(text => text.toLowerCase().split(/[@\s.]+/)).filter(part => part.length >= 4)
  for (const word of [...wellKnown, ...own]) rest = rest.replaceAll(word, '')
  const chars = Array.from(rest)
  let worth = 0
  chars.forEach((char, i) => {
    const step = i === 0 ? null : char.codePointAt(0)! - chars[i - 1]!.codePointAt(0)!
    const before = i < 2 ? null : chars[i - 1]!.codePointAt(0)! - chars[i - 2]!.codePointAt(0)!
    const predictable = step === 0 || (step !== null && Math.abs(step) === 1 && step === before)
    worth += predictable ? 0.2 : 1
  })
  // Few different characters, many times.
  return Math.min(worth, new Set(chars).size * 1.8)
}
