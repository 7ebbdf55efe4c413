import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const dist = join(import.meta.dirname, 'dist')
const manifestPath = join(dist, '.vite/manifest.json')
const budgetBytes = 120 * 1024
type Chunk = { file: string; imports?: string[] }

// Weighs what `npm run build` wrote.
test('[WEB4] the login page loads at most 120 KB of compressed JavaScript, its words included', () => {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Record<string, Chunk>
  const files = new Set<string>(['theme.js'])
  const visit = (key: string) => {
    const chunk = manifest[key]
    assert.ok(chunk, `${key} is in the manifest`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    chunk.imports?.forEach(visit)
  }
  visit('index.html')
  const weigh = (file: string) => statSync(join(dist, `${file}.br`)).size
  // One language is loaded; the heaviest counts.
  const words = ['en', 'ru', 'uz'].map(language => weigh(manifest[`i18n/${language}/door.ts`]!.file))
  const total = [...files].reduce((sum, file) => sum + weigh(file), Math.max(...words))
  assert.ok(total <= budgetBytes, `${total} of ${budgetBytes} bytes: ${[...files].join(', ')}`)
})
