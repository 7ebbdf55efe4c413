import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseSync } from 'vite'

const web = join(import.meta.dirname, '..')
const spoken = new Set([
  'aria-label',
  'title',
  'placeholder',
  'alt',
  'label',
  'lead',
  'hint',
  'words',
  'action',
])
type Node = { type: string; [key: string]: unknown }

/** Letters that somebody would read: text between tags, and attributes that are shown or read aloud. */
function hardCoded(node: unknown, found: string[]): void {
  if (Array.isArray(node)) return node.forEach(one => hardCoded(one, found))
  if (!node || typeof node !== 'object') return
  const { type, ...rest } = node as Node
  const literal = (value: unknown) => {
    const { type, value: text } = (value ?? {}) as Node
    return type === 'Literal' && typeof text === 'string' && /\p{L}/u.test(text) ? text : null
  }
  if (type === 'JSXText' && /\p{L}/u.test(String(rest['value']))) found.push(String(rest['value']).trim())
  if (type === 'JSXAttribute' && spoken.has(String((rest['name'] as Node)['name']))) {
    const text = literal(rest['value'])
    if (text !== null) found.push(text)
  }
  if (type === 'JSXExpressionContainer') {
    const text = literal(rest['expression'])
    if (text !== null && (rest as { inText?: boolean }).inText) found.push(text)
  }
  for (const value of Object.values(rest)) hardCoded(value, found)
}

test('[WEB1] no page has text of its own: all words come from the language files', () => {
  const files = globSync('**/*.tsx', { cwd: web })
  assert.ok(files.length > 40)
  for (const file of files) {
    const { program, errors } = parseSync(file, readFileSync(join(web, file), 'utf8'))
    assert.deepEqual(errors, [], file)
    const found: string[] = []
    hardCoded(program, found)
    assert.deepEqual(found, [], file)
  }
})
