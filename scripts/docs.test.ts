import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Bye } from '#protocol/bye.ts'
import { errors } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import { proxyErrors, sessionEnds } from '#protocol/proxy-errors.ts'
import { refusals } from '#protocol/tunnel.ts'
import { projectFiles } from './launcher/project-files.mjs'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const files = projectFiles()

test('[DC1] every rule of docs/SPEC.md has a test, and every rule that a test names is there', () => {
  const rules = new Set([...read('docs/SPEC.md').matchAll(/^- \[([A-Z]{2,4}\d+)\]/gm)].map(m => m[1]!))
  const tested = new Set<string>()
  for (const file of files.filter(f => /\.(test|spec)\.(ts|mjs)$/.test(f))) {
    // Only a title counts: a rule in a comment tests nothing.
    for (const [, rule] of read(file).matchAll(/(?:test|test\.describe)\(\s*['`"]\[([A-Z]{2,4}\d+)\]/g))
      tested.add(rule!)
  }
  assert.deepEqual(
    [...rules].filter(r => !tested.has(r)),
    [],
    'rules without a test',
  )
  assert.deepEqual(
    [...tested].filter(r => !rules.has(r)),
    [],
    'tests of rules that are not written down',
  )
})

test('[DC2] docs/LIMITS.md names every limit with its value', () => {
  const written = table('docs/LIMITS.md', /^\| `(\w+)` +\| ([\d,.]+) /gm)
  const real = Object.entries(Limits).map(([name, value]) => `${name} ${value}`)
  assert.deepEqual(written.sort(), real.sort())
})

test('[DC3] docs/CODES.md names every error and every close code', () => {
  const written = table('docs/CODES.md', /^\| `(\w+)` +\| (\d+) /gm)
  const real = [
    ...Object.entries(errors).map(([code, { status }]) => `${code} ${status}`),
    ...Object.entries(Bye).map(([name, { code }]) => `${name} ${code}`),
  ]
  assert.deepEqual(written.sort(), real.sort())
})

test('[DC3] docs/CODES.md names every error of the proxy, every end of a session and every refusal', () => {
  const proxy = table('docs/CODES.md', /^\| `(\w+)` +\| HTTP (\d+), /gm)
  assert.deepEqual(
    proxy.sort(),
    Object.entries(proxyErrors)
      .map(([code, { http }]) => `${code} ${http}`)
      .sort(),
  )
  const words = [...read('docs/CODES.md').matchAll(/^\| `(\w+)` +\| ([A-Z][^|]*[.]) +\|$/gm)]
  const written = words.map(([, code, text]) => `${code} ${text}`)
  const real = Object.entries({ ...sessionEnds, ...refusals }).map(([code, text]) => `${code} ${text}`)
  assert.deepEqual(written.sort(), real.sort())
})

/** The first two columns of every row whose first cell is code, as `name value`. */
function table(path: string, row: RegExp): string[] {
  return [...read(path).matchAll(row)].map(([, name, value]) => `${name} ${value!.replaceAll(',', '')}`)
}
