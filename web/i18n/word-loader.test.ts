import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWordLoader } from './word-loader.ts'

/** Words that arrive when the test says so. */
function slowWords() {
  const asked = new Map<string, PromiseWithResolvers<void>>()
  const spoken: string[] = []
  const words = createWordLoader({
    load(language, part) {
      const answer = Promise.withResolvers<void>()
      asked.set(`${part} ${language}`, answer)
      return answer.promise
    },
    speak: async language => void spoken.push(language),
  })
  const turn = () => new Promise(resolve => setImmediate(resolve))
  const come = async (file: string) => {
    asked.get(file)!.resolve()
    await turn()
  }
  const fail = async (file: string) => {
    asked.get(file)!.reject(new Error('away'))
    await turn()
  }
  return { words, asked, spoken, come, fail }
}

test('[WEB13] a page speaks a language when all of its words are here, also those wished for meanwhile', async () => {
  const { words, spoken, come } = slowWords()
  const ru = words.want('ru')
  const panel = words.wantPart('panel')
  await come('door ru')
  assert.deepEqual(spoken, [])
  await come('panel ru')
  await Promise.all([ru, panel])
  assert.deepEqual([...new Set(spoken)], ['ru'])
})

test('[WEB13] the panels’ words are those of the language that is wanted, not of the one that is leaving', async () => {
  const { words, asked, spoken, come } = slowWords()
  void words.want('en')
  await come('door en')
  const ru = words.want('ru')
  const panel = words.wantPart('panel')
  assert.ok(!asked.has('panel en'))
  await come('door ru')
  await come('panel ru')
  await Promise.all([ru, panel])
  assert.equal(spoken.at(-1), 'ru')
})

test('[WEB13] the last wish wins, in whatever order the words arrive', async () => {
  const { words, spoken, come } = slowWords()
  const uz = words.want('uz')
  const ru = words.want('ru')
  await come('door ru')
  await come('door uz')
  await Promise.all([uz, ru])
  assert.deepEqual([...new Set(spoken)], ['ru'])
})

test('[WEB13] words that did not arrive are asked for again by the next wish', async () => {
  const { words, spoken, come, fail } = slowWords()
  const first = assert.rejects(words.want('ru'))
  await fail('door ru')
  await first
  const second = words.want('ru')
  await come('door ru')
  await second
  assert.deepEqual(spoken, ['ru'])
})
