import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { faultsOf, isSource } from './arrows.ts'
import { projectFiles } from './launcher/project-files.mjs'

const root = join(import.meta.dirname, '..')

/** This file is left out because it is full of imports that must not be. */
const sources = projectFiles().filter(path => isSource(path) && path !== 'scripts/arrows.test.ts')

test('[AR1] every import follows the table of folders', () => {
  assert.ok(
    sources.some(path => path.startsWith('kit/')),
    'the walk finds the sources',
  )
  const faults = sources.flatMap(path => faultsOf({ path, text: readFileSync(join(root, path), 'utf8') }))
  assert.deepEqual(faults, [])
})

const refused: [title: string, path: string, text: string, fault: string][] = [
  [
    'a process does not import another',
    'hub/a.ts',
    "import { x } from '#ledger/app.ts'",
    'hub/a.ts:1: hub/ may not import ledger/',
  ],
  [
    'the edge holds no database',
    'proxy-edge/a.ts',
    "\nimport type { Db } from '#db/connect.ts'",
    'proxy-edge/a.ts:2: proxy-edge/ may not import db/',
  ],
  [
    'the SPA knows the protocol only',
    'web/a/b.tsx',
    "const x = await import('#kit/log.ts')",
    'web/a/b.tsx:1: web/ may not import kit/',
  ],
  [
    'an import over several lines counts',
    'kit/a.ts',
    "import {\n  x,\n} from '#protocol/x.ts'",
    'kit/a.ts:3: kit/ may not import protocol/',
  ],
  ['so does an export', 'kit/a.ts', "export * from '#bus/x.ts'", 'kit/a.ts:1: kit/ may not import bus/'],
  ['so does a bare import', 'wire/a.ts', "import '#kit/x.ts'", 'wire/a.ts:1: wire/ may not import kit/'],
  [
    'so does a style sheet',
    'web/a.css',
    "@import url('../kit/a.css');",
    'web/a.css:1: "../kit/a.css" leaves web/: across folders imports are written #kit/…',
  ],
  [
    'a relative path stays in its folder',
    'bus/testing/a.ts',
    "import '../../kit/log.ts'",
    'bus/testing/a.ts:1: "../../kit/log.ts" leaves bus/: across folders imports are written #kit/…',
  ],
  [
    'nothing imports the tests of the whole',
    'hub/a.test.ts',
    "import '#e2e/x.ts'",
    'hub/a.test.ts:1: nothing imports e2e/',
  ],
  [
    'ioredis has one door',
    'hub/a.ts',
    "import { Redis } from 'ioredis'",
    'hub/a.ts:1: ioredis is imported in bus/ only',
  ],
  [
    'pg-promise has one door',
    'ledger/a.ts',
    "import pgp from 'pg-promise/typescript'",
    'ledger/a.ts:1: pg-promise is imported in db/ only',
  ],
  [
    'the environment has one door',
    'hub/a.ts',
    '// process.env\nconst a = process.env.A',
    'hub/a.ts:2: process.env is read in kit/ only',
  ],
  [
    'an import in backticks counts',
    'hub/a.ts',
    'const x = await import(`#ledger/app.ts`)',
    'hub/a.ts:1: hub/ may not import ledger/',
  ],
  [
    'so does one over several lines with an apostrophe in a comment',
    'hub/a.ts',
    "import {\n  x, // it's ours\n} from 'pg-promise'",
    'hub/a.ts:3: pg-promise is imported in db/ only',
  ],
  [
    'so does what is resolved',
    'hub/a.ts',
    "const x = import.meta.resolve('#ledger/app.ts')",
    'hub/a.ts:1: hub/ may not import ledger/',
  ],
  [
    'so does the address of a module',
    'hub/a.ts',
    "new Worker(new URL('../ledger/app.ts', import.meta.url))",
    'hub/a.ts:1: "../ledger/app.ts" leaves hub/: across folders imports are written #ledger/…',
  ],
  [
    'so does what createRequire made',
    'hub/a.ts',
    "const load = createRequire(import.meta.url)\nload('ioredis')",
    'hub/a.ts:2: ioredis is imported in bus/ only',
  ],
  [
    'used at once too',
    'hub/a.ts',
    "createRequire(import.meta.url)('ioredis')",
    'hub/a.ts:1: ioredis is imported in bus/ only',
  ],
  [
    'also under another name',
    'hub/a.ts',
    "import { createRequire as make } from 'node:module'\nconst load = make(import.meta.url)\nload('ioredis')",
    'hub/a.ts:3: ioredis is imported in bus/ only',
  ],
  [
    'a comment before the name hides nothing',
    'hub/a.ts',
    "const x = await import(/* it's */ 'pg-promise')",
    'hub/a.ts:1: pg-promise is imported in db/ only',
  ],
  ['redis has a door', 'hub/a.ts', "import x from 'redis'", 'hub/a.ts:1: redis is imported in bus/ only'],
  [
    'pg has two',
    'hub/a.ts',
    "const { Client } = await import('pg')",
    'hub/a.ts:1: pg is imported in db/, scripts/ only',
  ],
  [
    'the environment in brackets',
    'hub/a.ts',
    "const a = process['env'].A",
    'hub/a.ts:1: process.env is read in kit/ only',
  ],
  [
    'the environment taken out of process',
    'hub/a.ts',
    'const { env } = process',
    'hub/a.ts:1: process.env is read in kit/ only',
  ],
  [
    'the environment imported',
    'hub/a.ts',
    "import { env } from 'node:process'",
    'hub/a.ts:1: process.env is read in kit/ only',
  ],
  [
    'a new folder has to enter the table',
    'misc/a.ts',
    "import '#kit/x.ts'",
    'misc/a.ts:1: misc/ is not in the table of folders',
  ],
]
for (const [title, path, text, fault] of refused)
  test(`[AR1] ${title}`, () => assert.deepEqual(faultsOf({ path, text }), [fault]))

const allowed: [path: string, text: string][] = [
  [
    'hub/rest/a.ts',
    "import '../app.ts'\nimport '#hub/app.ts'\nimport { z } from 'zod'\nimport '#db/connect.ts'",
  ],
  ['web/a.tsx', "import { api } from '#protocol/rest/api.ts'\nimport './a.css'"],
  ['e2e/a.ts', "import '#hub/app.ts'\nconst a = process.env.A"],
  ['bench/soak/a.ts', "import '#e2e/harness/system.ts'"],
  ['kit/a.ts', "/* import x from '#bus/x.ts' */\n// import '#bus/x.ts'\nconst a = process.env.A"],
  ['bus/testing/redis.ts', 'const a = process.env.TEST_REDIS_SERVER'],
  ['vite.config.ts', "import './web/plugin.ts'"],
  ['scripts/launcher/a.mjs', "const { Client } = await import('pg')"],
  ['hub/a.ts', "stops.add('redis', stop)\nconst page = join(import.meta.dirname, '../web/dist')"],
  ['hub/a.ts', "const a = Buffer.from('/a'), b = Array.from('redis')"],
]
test('[AR1] every kind of source is looked at', () => {
  for (const name of ['a.ts', 'a.tsx', 'a.mts', 'a.cts', 'a.js', 'a.jsx', 'a.mjs', 'a.cjs', 'a.css'])
    assert.ok(isSource(name), name)
  for (const name of ['a.json', 'a.md', 'a.sql', 'css']) assert.ok(!isSource(name), name)
})
for (const [path, text] of allowed)
  test(`[AR1] what the table allows passes: ${path}`, () => assert.deepEqual(faultsOf({ path, text }), []))
