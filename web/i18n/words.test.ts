import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { errorCodes } from '#protocol/errors.ts'
import { locales, themes as contractThemes } from '#protocol/person.ts'
import { door as enDoor } from './en/door.ts'
import { panel as enPanel } from './en/panel.ts'
import { flat } from './flat.ts'
import { languages } from './languages.ts'
import { door as ruDoor } from './ru/door.ts'
import { panel as ruPanel } from './ru/panel.ts'
import { door as uzDoor } from './uz/door.ts'
import { panel as uzPanel } from './uz/panel.ts'

const words = {
  en: flat({ ...enDoor, ...enPanel }),
  ru: flat({ ...ruDoor, ...ruPanel }),
  uz: flat({ ...uzDoor, ...uzPanel }),
}
const web = join(import.meta.dirname, '..')

const forms = (language: string) => new Intl.PluralRules(language).resolvedOptions().pluralCategories
/** A plural is a key with an `_other`; `errors.too_many` is none. */
function split(language: keyof typeof words) {
  const all = words[language]
  const plurals = new Map<string, Map<string, string>>()
  const plain = new Map<string, string>()
  for (const [key, text] of all) {
    const [, base, form] = /^(.*)_(zero|one|two|few|many|other)$/.exec(key) ?? []
    if (base && form && all.has(`${base}_other`)) {
      plurals.set(base, (plurals.get(base) ?? new Map<string, string>()).set(form, text))
    } else plain.set(key, text)
  }
  return { plurals, plain }
}
const holes = (text: string) => (text.match(/\{\{(\w+)\}\}/g) ?? []).sort().join(' ')
const en = split('en')

test('[WEB1] the languages and themes of the pages are those of the contract', () => {
  assert.deepEqual([...languages], [...locales])
  assert.deepEqual(Object.keys(enDoor.languages), [...locales])
  assert.deepEqual(Object.keys(enDoor.themes), [...contractThemes])
})

for (const language of ['ru', 'uz'] as const) {
  describe(`[WEB1] every string in ${language}`, () => {
    const other = split(language)
    test('has the same keys', () => {
      assert.deepEqual([...other.plain.keys()].sort(), [...en.plain.keys()].sort())
      assert.deepEqual([...other.plurals.keys()].sort(), [...en.plurals.keys()].sort())
    })
    test('has the same placeholders', () => {
      for (const [key, text] of en.plain) assert.equal(holes(other.plain.get(key)!), holes(text), key)
    })
    test('has every plural form of its language, each with its placeholders', () => {
      for (const [key, given] of other.plurals) {
        assert.deepEqual([...given.keys()].sort(), [...forms(language)].sort(), key)
        for (const text of given.values())
          assert.equal(holes(text), holes(en.plurals.get(key)!.get('other')!), key)
      }
    })
    test('is not empty', () => {
      for (const [key, text] of words[language]) assert.ok(text.trim(), key)
    })
  })
}

test('[WEB2] every error code of the contract has words', () => {
  for (const code of errorCodes) assert.ok(words.en.has(`errors.${code}`), code)
})

test('[WEB1] every string is used', () => {
  const source = globSync('**/*.{ts,tsx}', {
    cwd: web,
    exclude: name => /dist|node_modules|i18n\/(en|ru|uz)/.test(name),
  })
    .map(file => readFileSync(join(web, file), 'utf8'))
    .join('\n')
  // `t(`roles.${role}`)` uses every key below `roles.`
  const prefixes = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map(match => match[1]!)
  const unused = [...en.plain.keys(), ...en.plurals.keys()].filter(
    key => !source.includes(`'${key}'`) && !prefixes.some(prefix => key.startsWith(prefix)),
  )
  assert.deepEqual(unused, [])
})

test('[WEB1] Uzbek is written with its own letters, not with a typewriter’s', () => {
  for (const [key, text] of words.uz) assert.doesNotMatch(text, /[oOgG]['`ʻʼ’]/, key)
})
