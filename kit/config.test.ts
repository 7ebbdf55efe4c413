import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bool,
  type Fields,
  host,
  list,
  logLevel,
  name,
  parseConfig,
  port,
  postgresUrl,
  secret,
  url,
  whole,
} from './config.ts'

const faults = (fields: Fields, env: Record<string, string>): string[] => {
  const read = parseConfig(fields, env)
  return 'faults' in read ? read.faults : []
}
const config = (fields: Fields, env: Record<string, string>) => {
  const read = parseConfig(fields, env)
  assert.ok('config' in read, JSON.stringify(read))
  return read.config
}

test('[KT1] every wrong variable is named with what it accepts', () => {
  const fields = {
    HUB_PORT: port(8080),
    DATABASE_URL: postgresUrl(),
    LOG_LEVEL: logLevel(),
    GOOD: bool(true),
  }
  assert.deepEqual(faults(fields, { HUB_PORT: 'abc', LOG_LEVEL: 'loud', GOOD: 'no' }), [
    'HUB_PORT must be a port, 1 to 65535 (got "abc")',
    'DATABASE_URL must be a URL that begins with postgres:// or postgresql:// (it is not set)',
    'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent (got "loud")',
  ])
})

test('[KT1] the value of a secret and of an address with a password is never shown', () => {
  const text = faults(
    { KEY: secret(), TOKEN: secret().optional(), DB: postgresUrl(), WEB: url(['https']).optional() },
    { KEY: 'hunter22', TOKEN: 'hunter22', DB: 'mysql://u:hunter22@h/d', WEB: 'hunter22' },
  ).join('; ')
  assert.match(text, /KEY must be a secret of at least 32 characters \(its value is not shown\)/)
  assert.doesNotMatch(text, /hunter22/)
})

test('[KT1] a value that is shown stays on its line', () => {
  assert.match(faults({ P: port(1) }, { P: 'a\nb' }).join(), /^P .*\(got "a\\nb"\)$/)
})

test('[KT2] an empty variable counts as not set', () => {
  assert.deepEqual(config({ PORT: port(80), URL: postgresUrl().optional() }, { PORT: '', URL: '' }), {
    PORT: 80,
    URL: undefined,
  })
})

test('[KT1] the result is typed, frozen and holds nothing but what was asked for', () => {
  const read = config(
    { PORT: port(1), ON: bool(false), N: whole({ min: 1, max: 9, byDefault: 1 }), L: list(), H: host('::1') },
    { PORT: '8080', ON: 'yes', N: '3', L: 'a, b,,c ', OTHER: 'x' },
  )
  assert.deepEqual(read, { PORT: 8080, ON: true, N: 3, L: ['a', 'b', 'c'], H: '::1' })
  assert.ok(Object.isFrozen(read))
})

for (const [text, field] of [
  ['65536', port(1)],
  ['-1', port(1)],
  ['80.5', port(1)],
  ['10', whole({ min: 1, max: 9, byDefault: 1 })],
  ['maybe', bool(true)],
  ['a b', name('x')],
  ['a b', host('x')],
  ['postgres://', url(['http'])],
] as const)
  test(`[KT1] ${JSON.stringify(text)} is refused where it does not fit (${field.safeParse(text).error?.issues[0]?.message})`, () => {
    assert.equal(faults({ X: field }, { X: text }).length, 1)
  })
