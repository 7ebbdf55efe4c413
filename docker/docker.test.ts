import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseEnv } from 'node:util'
import { hubConfig } from '#hub/config.ts'
import { ledgerConfig } from '#ledger/config.ts'
import { errors } from '#protocol/errors.ts'
import { edgeConfig } from '#proxy-edge/config.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const sorted = (names: Iterable<string>) => [...new Set(names)].sort()
/** What the first group of the pattern found, each time. */
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(found => found[1] ?? '')

const compose = read('docker/compose.yaml')
const [forProcesses = '', forCompose = ''] = read('docker/env.example').split('# --- Only for compose.yaml')
/** What a person has to fill in. */
const secrets = { TRAFFIX_SECRET: 's'.repeat(32), METRICS_TOKEN: 'm'.repeat(32) }

/** The names that a config asks for; one that refuses the example's values ends this file with its line. */
function namesOf(read: (env: Record<string, string | undefined>) => unknown): string[] {
  const names: string[] = []
  const values: Record<string, string | undefined> = { ...parseEnv(forProcesses), ...secrets }
  read(new Proxy(values, { get: (env, name: string) => (names.push(name), env[name]) }))
  return names
}
const byService = {
  hub: namesOf(hubConfig),
  ledger: namesOf(ledgerConfig),
  edge: namesOf(edgeConfig),
}
const ours = sorted(Object.values(byService).flat())

/** The text of one service: from its name to the next line that is indented as little. */
function service(name: string): string {
  const text = compose.split(new RegExp(`^ {2}${name}:$`, 'm'))[1]
  assert.ok(text, `${name} is a service`)
  return text.split(/^ {0,2}\S/m)[0] ?? ''
}

test('[DK1] env.example lists exactly the variables of the hub, the ledger and the edge, with values they take', () => {
  assert.deepEqual(Object.keys(parseEnv(forProcesses)).sort(), ours)
  const usedByCompose = all(compose, /\$\{(\w+)/g)
  assert.deepEqual(
    sorted(Object.keys(parseEnv(forCompose))),
    sorted(usedByCompose.filter(name => !ours.includes(name))),
  )
})

test('[DK1] compose gives each process its own variables and no others', () => {
  // The demo has no place on a server.
  const never = ['TRAFFIX_DEMO']
  for (const [name, wanted] of Object.entries(byService)) {
    const given = all(service(name), /^ {6}([A-Z_]+): /gm)
    assert.deepEqual(sorted(given), sorted(wanted.filter(v => !never.includes(v))), name)
  }
})

test('[DK2] what compose, systemd and the image run is there', () => {
  const units = readdirSync(join(root, 'docker/systemd')).map(name => read(`docker/systemd/${name}`))
  const starts = units.map(unit => /^ExecStart=\/usr\/bin\/node (\S+)$/m.exec(unit)?.[1])
  const commands = all(compose, /(?:command|test): \[(?:CMD, )?node, ([\w./-]+)/g)
  const image = all(read('docker/Dockerfile'), /CMD \["node", "([^"]+)"/g)
  assert.equal(starts.length, 4)
  assert.equal(commands.length, 7)
  assert.equal(image.length, 2)
  for (const file of [...starts, ...commands, ...image]) assert.ok(file && existsSync(join(root, file)), file)
})

test('[DK2] the image holds every folder that its processes import', () => {
  const dockerfile = read('docker/Dockerfile')
  const runtime = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))
  const copied = all(runtime, /^COPY ([\w-]+) \1$/gm)
  const letIn = all(read('.dockerignore'), /^!([\w-]+)$/gm)
  const imported = copied.flatMap(folder => [...importsOf(folder)])
  assert.ok(copied.includes('hub') && imported.includes('protocol'), 'the walk finds something')
  assert.deepEqual(
    sorted(imported).filter(folder => !copied.includes(folder) || !letIn.includes(folder)),
    [],
  )
})

test('[DK3] nginx passes on pages, API and sockets with the caller’s address, and keeps /metrics in', () => {
  const nginx = read('docker/nginx.conf')
  const location = (path: string) => {
    const text = nginx.split(`location ${path} {`)[1]
    assert.ok(text, `location ${path}`)
    return text.split(/^ {4}\}/m)[0] ?? ''
  }
  const appended = 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;'
  for (const path of ['/', '/api/', '= /ws']) assert.match(location(path), /proxy_pass http:\/\/hub;/)
  for (const line of ['Upgrade $http_upgrade;', 'Connection upgrade;', 'proxy_buffering off;', appended])
    assert.ok(location('= /ws').includes(line), line)
  for (const path of ['/', '/api/']) assert.doesNotMatch(location(path), /proxy_set_header/)
  assert.ok(nginx.includes(`\n    ${appended}`), 'for the server, which those two inherit from')
  assert.match(location('= /metrics'), /return 404;/)
  assert.match(service('nginx'), /nginx\.conf:\/etc\/nginx\/nginx\.conf:ro/)
})

test('[DK3] what nginx refuses is told in the codes of the API', () => {
  const bodies = [...read('docker/nginx.conf').matchAll(/return (\d{3}) '(\{.*\})';/g)]
  assert.equal(bodies.length, 3)
  for (const [, status, body = ''] of bodies) {
    const { code, message } = JSON.parse(body).error as { code: keyof typeof errors; message: string }
    assert.equal(errors[code]?.status, Number(status), code)
    assert.ok(message.length > 0)
  }
})

function* importsOf(folder: string): Generator<string> {
  for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts') || /(^|\/)testing\//.test(name)) continue
    yield* all(read(join(folder, name)), /from '#([\w-]+)\//g)
  }
}
