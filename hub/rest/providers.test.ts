import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { readDirectory } from '#bus/directory.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { tailsOf } from '#db/testing/usage.ts'
import type { EntryOf } from '#protocol/directory.ts'
import { Limits } from '#protocol/limits.ts'
import type { NodeStatus } from '#protocol/node.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import { Consent, Provider } from '#protocol/rest/providers.ts'

import { hashSecret } from '../door/tokens.ts'
import { consentTexts, consentVersion } from '../providers/consent-text.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import type { Visitor } from '../testing/visitor.ts'

type Staff = Visitor & { user: { email: string } }
let hub: TestHub
let admin: Staff
let operator: Staff
before(async () => {
  hub = await startTestHub({ env: { HUB_TRUSTED_PROXIES: '1' } })
  admin = await hub.signedIn('admin')
  operator = await hub.signedIn('operator')
})
after(() => hub.stop())

async function add(more: object = {}): Promise<Provider> {
  const answer = await admin.post('/api/providers', { name: `Homes ${randomUUID().slice(0, 8)}`, ...more })
  assert.equal(answer.status, 201, answer.text)
  return Provider.parse(answer.body.provider)
}
async function get(id: string, who = admin): Promise<{ provider: Provider; consents: Consent[] }> {
  const { status, body, text } = await who.get(`/api/providers/${id}`)
  assert.equal(status, 200, text)
  return { provider: Provider.parse(body.provider), consents: Consent.array().parse(body.consents) }
}
async function names(query: string): Promise<string[]> {
  const { status, body, text } = await admin.get(`/api/providers?${query}`)
  assert.equal(status, 200, text)
  return body.items.map((it: Provider) => it.name)
}
/** A device of a provider's, as a code lets it in and as staff decided. */
async function device(provider: string, status: NodeStatus = 'approved'): Promise<string> {
  const place = { country: null, city: null, lat: null, lon: null, asn: null }
  const code = randomUUID()
  const asked = { provider, code, hint: 'AAAA', note: '', maxUses: 1, days: 1, place, approves: false }
  await hub.db.enrollments.create({ ...asked, createdBy: null })
  const agent = { version: '1', platform: 'linux', model: null, osVersion: null }
  const coming = { publicKey: randomUUID(), code, name: 'Pixel', address: '192.0.2.1', agent }
  const made = await hub.db.tx(repos => repos.enrollments.enroll(coming))
  assert.ok('node' in made, JSON.stringify(made))
  await hub.db.nodes.decide([made.node], { status, by: null, reason: '' })
  return made.node
}
/** What edges read of a node. */
async function entry(id: string): Promise<EntryOf<'node'> | undefined> {
  for await (const entries of readDirectory(hub.bus, 'node')) {
    const found = entries.find(it => it.id === id)
    if (found) return found as EntryOf<'node'>
  }
  return undefined
}
async function ask(id: string, body: object = {}): Promise<{ token: string; mailed: boolean; url: string }> {
  const answer = await admin.post(`/api/providers/${id}/consent-link`, body)
  assert.equal(answer.status, 201, answer.text)
  const url = new URL(answer.body.url)
  assert.equal(url.pathname, '/consent')
  return { ...answer.body, token: url.searchParams.get('token')! }
}

const stateOf = async (ids: readonly string[]) =>
  Promise.all(ids.map(async id => (await entry(id))?.status ?? 'not there'))
const actions = async (id: string): Promise<string[]> =>
  (await admin.get(`/api/audit?target=${id}`)).body.items.map((it: { action: string }) => it.action)

test('[PV1] a provider is added, changed and found by a part of its name or address, with and without its switch', async () => {
  const mark = randomUUID().slice(0, 8)
  const made = await add({ name: `Ёлка ${mark}`, email: `Home-${mark}@Example.com`, note: 'by the river' })
  assert.deepEqual(
    [made.email, made.note, made.nodes, made.consent, made.stopped],
    [`home-${mark}@example.com`, 'by the river', 0, null, null],
  )
  const other = await add({ name: `Beta ${mark}` })
  assert.deepEqual(await names(`search=${mark}`), [`Beta ${mark}`, `Ёлка ${mark}`])
  assert.deepEqual(await names(`search=${encodeURIComponent(`ЁЛКА ${mark}`)}`), [`Ёлка ${mark}`])
  assert.deepEqual(await names(`search=home-${mark}`), [`Ёлка ${mark}`])
  const first = (await admin.get(`/api/providers?search=${mark}&limit=1`)).body
  assert.deepEqual(await names(`search=${mark}&limit=1&after=${first.next}`), [`Ёлка ${mark}`])

  const path = `/api/providers/${made.id}`
  const renamed = await admin.patch(path, { name: `Alpha ${mark}`, email: null })
  assert.deepEqual(
    [renamed.body.provider.name, renamed.body.provider.email, renamed.body.provider.note],
    [`Alpha ${mark}`, null, 'by the river'],
  )
  assert.equal((await admin.patch(path, {})).status, 400)
  assert.equal((await admin.patch(path, { email: 'nobody' })).status, 400)
  assert.equal((await admin.patch(`/api/providers/${randomUUID()}`, { name: 'X' })).status, 404)

  await admin.post(`/api/providers/${other.id}/stop`, { reason: 'asked to' })
  assert.deepEqual(await names(`search=${mark}&stopped=true`), [`Beta ${mark}`])
  assert.deepEqual(await names(`search=${mark}&stopped=false`), [`Alpha ${mark}`])
  assert.deepEqual(await actions(made.id), ['provider.changed', 'provider.created'])
})

test('[PV2] its nodes are counted by status, and what they carried is what was posted: today, in 30 days, ever', async () => {
  const { id } = await add()
  const nodes = [
    await device(id),
    await device(id),
    await device(id, 'pending'),
    await device(id, 'rejected'),
  ]
  const client = await hub.signedIn('client')
  const now = Date.now()
  const cell = (daysAgo: number, up: number, down: number, provider = id) => ({
    ...{
      account: client.user.account!.id,
      at: new Date(now - daysAgo * 86_400_000),
      proxyUser: randomUUID(),
    },
    ...{ node: nodes[0]!, provider, country: 'us', edge: 'one', up, down },
  })
  await hub.db.usage.post(
    [],
    tailsOf([
      cell(0, 1, 10),
      cell(29, 100, 1_000),
      cell(30, 5, 5),
      cell(90, 7, 0),
      cell(0, 9, 9, randomUUID()),
    ]),
  )
  const { provider } = await get(id)
  assert.deepEqual(provider.carried, { today: 11, days30: 1_111, ever: 1_128 })
  assert.deepEqual([provider.nodes, provider.byStatus], [4, { approved: 2, pending: 1, rejected: 1 }])
})

test('[PV3] the switch suspends for edges each approved node before it is answered, and lets the same ones carry again, and nobody else’s', async () => {
  const { id, name } = await add()
  const nodes = [
    await device(id),
    await device(id),
    await device(id, 'suspended'),
    await device(id, 'pending'),
  ]
  const others = await device((await add()).id)
  const all = [...nodes, others]
  await eventually(async () =>
    assert.deepEqual(await stateOf(all), ['approved', 'approved', 'suspended', 'pending', 'approved']),
  )
  const answer = await operator.post(`/api/providers/${id}/stop`, { reason: 'moves house' })
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual(
    [answer.body.provider.stopped.by, answer.body.provider.stopped.reason],
    [operator.user.email, 'moves house'],
  )
  assert.deepEqual(await stateOf(all), ['suspended', 'suspended', 'suspended', 'pending', 'approved'])
  // What staff decided of each stays written, and one that is taken in meanwhile rests too.
  const shown = (await operator.get(`/api/nodes/${nodes[0]}`)).body.node
  assert.deepEqual([shown.status, shown.provider.stopped], ['approved', true])
  await operator.post(`/api/nodes/${nodes[3]}/approve`, {})
  assert.equal((await entry(nodes[3]!))?.status, 'suspended')

  // Who stopped it first, and why, is not written over.
  await admin.post(`/api/providers/${id}/stop`, { reason: 'again' })
  assert.equal((await get(id)).provider.stopped?.by, operator.user.email)

  const started = await operator.post(`/api/providers/${id}/start`, {})
  assert.equal(started.body.provider.stopped, null)
  assert.deepEqual(await stateOf(all), ['approved', 'approved', 'suspended', 'approved', 'approved'])
  assert.deepEqual((await actions(id)).slice(0, 2), ['provider.started', 'provider.stopped'])
  const { items } = (await admin.get(`/api/audit?target=${id}&action=provider.stopped`)).body
  assert.deepEqual([items[0].target.label, items.length], [name, 1])
})

test('[PV4] a provider reads the text by its link, without a login, and agrees: which words, when and from where is written', async () => {
  const email = `home-${randomUUID().slice(0, 8)}@example.com`
  const { id, name } = await add({ email })
  const link = await ask(id)
  assert.equal(link.mailed, true)
  const mail = await hub.outbox.next(email)
  assert.deepEqual([mail.path, mail.token], ['/consent', link.token])

  const visitor = hub.visitor('203.0.113.9')
  for (const locale of ['en', 'ru', 'uz'] as const) {
    const read = await visitor.post('/api/consents/read', { token: link.token, locale })
    assert.deepEqual(read.body, {
      ...{ provider: name, version: consentVersion, text: consentTexts[locale], given: null },
    })
  }
  const before = Date.now()
  const given = await visitor.post('/api/consents', {
    ...{ token: link.token, locale: 'uz', version: consentVersion },
  })
  assert.equal(given.status, 201, given.text)
  const { provider, consents } = await get(id)
  assert.deepEqual(consents, [
    { ...{ version: consentVersion, address: '203.0.113.9', by: null, note: '' }, at: given.body.given.at },
  ])
  assert.deepEqual(provider.consent, consents[0])
  const at = new Date(consents[0]!.at).getTime()
  assert.ok(at >= before - 1_000 && at <= Date.now() + 1_000)
  // Pressed twice, or sent again because no answer came, it is one consent.
  const twice = await visitor.post('/api/consents', { token: link.token, version: consentVersion })
  assert.deepEqual(twice.body, given.body)
  assert.equal((await get(id)).consents.length, 1)
  const again = await visitor.post('/api/consents/read', { token: link.token })
  assert.deepEqual(again.body.given, { version: consentVersion, at: consents[0]!.at })
  assert.deepEqual(await actions(id), ['provider.consented', 'provider.consent_asked', 'provider.created'])
})

test('[PV5] nobody agrees to older words than those that are valid', async () => {
  const { id } = await add()
  const link = await ask(id)
  assert.equal(link.mailed, false)
  const refused = await hub.visitor().post('/api/consents', { token: link.token, version: '2020-01' })
  assert.deepEqual([refused.status, refused.body.error.code], [409, 'conflict'])
  assert.deepEqual((await get(id)).consents, [])
})

test('[PV6] a link that is over, replaced or made up opens nothing, and guesses are counted against their address', async () => {
  const { id } = await add()
  const old = await ask(id)
  const link = await ask(id, { days: 1 })
  const visitor = hub.visitor('203.0.113.77')
  const read = (token: string, who = visitor) => who.post('/api/consents/read', { token })
  assert.deepEqual((await read(old.token)).body.error.code, 'bad_link')
  assert.equal((await read(link.token)).status, 200)
  await hub.db.providers.makeLink(id, hashSecret(link.token), -1)
  assert.deepEqual((await read(link.token)).body.error.code, 'bad_link')
  const give = { token: link.token, version: consentVersion }
  assert.equal((await visitor.post('/api/consents', give)).body.error.code, 'bad_link')

  const codes: string[] = []
  for (let i = 0; i < Limits.loginAddressFreeTries + 1; i++)
    codes.push((await read(randomUUID().replaceAll('-', ''))).body.error.code)
  assert.deepEqual([codes[0], codes.at(-1)], ['bad_link', 'too_many'])
  assert.equal((await read(randomUUID(), hub.visitor('198.51.100.4'))).body.error.code, 'bad_link')
  // A right one is never refused for the wrong ones of others in its network.
  const good = await ask(id)
  assert.equal((await read(good.token)).status, 200)
})

test('[PV7] a consent on paper is written down with its day, by whom and a note; not one of the future', async () => {
  const { id } = await add()
  const path = `/api/providers/${id}/consents`
  const at = '2026-05-04T10:00:00.000Z'
  const recorded = await admin.post(path, { version: '2026-01', at, note: 'signed in the shop' })
  assert.equal(recorded.status, 201, recorded.text)
  await admin.post(path, { version: consentVersion })
  const { consents, provider } = await get(id)
  assert.deepEqual(
    consents.map(it => it.version),
    [consentVersion, '2026-01'],
  )
  assert.deepEqual(consents[1], {
    ...{ version: '2026-01', at, address: null, by: admin.user.email, note: 'signed in the shop' },
  })
  assert.equal(provider.consent?.version, consentVersion)
  const future = await admin.post(path, { version: consentVersion, at: new Date(Date.now() + 3_600_000) })
  assert.deepEqual([future.status, Object.keys(future.body.error.fields)], [400, ['at']])
  assert.equal((await admin.post(`/api/providers/${randomUUID()}/consents`, { version: '1' })).status, 404)
})

test('[PV8] a node obeys its own rules before its provider’s, and those before the network’s, as edges read them', async () => {
  const { id } = await add()
  const node = await device(id)
  const rules = async () => (await entry(node))?.policy
  await admin.patch(`/api/providers/${id}`, {
    policy: { wifiOnly: true, maxSessions: 5, batteryFloor: null },
  })
  assert.deepEqual(await rules(), { ...defaultPolicy, wifiOnly: true, maxSessions: 5, batteryFloor: null })
  await admin.patch(`/api/nodes/${node}`, { policy: { wifiOnly: false } })
  assert.deepEqual(await rules(), { ...defaultPolicy, maxSessions: 5, batteryFloor: null })
  const changed = await admin.patch(`/api/providers/${id}`, {
    policy: { paused: true },
    inherit: ['batteryFloor'],
  })
  assert.deepEqual(changed.body.provider.ownPolicy, { wifiOnly: true, maxSessions: 5, paused: true })
  assert.deepEqual(await rules(), { ...defaultPolicy, maxSessions: 5, paused: true })
})

test('[PV9] operators read providers and turn the switch, and change nothing else; clients see nothing of them', async () => {
  const { id } = await add()
  const path = `/api/providers/${id}`
  assert.equal((await operator.get('/api/providers')).status, 200)
  assert.equal((await get(id, operator)).provider.id, id)
  const refused = [
    await operator.patch(path, { name: 'Mine' }),
    await operator.post('/api/providers', { name: 'Mine' }),
    await operator.post(`${path}/consents`, { version: consentVersion }),
    await operator.post(`${path}/consent-link`, {}),
  ]
  const client = await hub.signedIn('client')
  refused.push(
    await client.get('/api/providers'),
    await client.get(path),
    await client.post(`${path}/stop`, {}),
    await client.post(`${path}/start`, {}),
    await client.patch(path, { name: 'Mine' }),
  )
  assert.deepEqual(
    refused.map(it => it.status),
    refused.map(() => 403),
  )
  assert.equal((await hub.visitor().get(path)).status, 401)
  assert.equal((await get(id)).provider.stopped, null)
})
