import { createHmac } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import type { Place, ProxyLimits } from '#protocol/directory.ts'
import { demoPlaces, type DemoPlace } from './world.ts'
import { codeHash } from '#bus/enrolling.ts'
import { consentVersion } from '../providers/consent-text.ts'
import { secretOf } from '../rest/proxy-users.ts'

const providerNames = ['Pocket Nodes', 'Home Grid']
const proxyLogins = [
  { account: 'Silk Road Travel', login: 'silkroad', note: 'Fare checks', limits: {} },
  {
    account: 'Silk Road Travel',
    login: 'silkroad.app',
    note: 'The mobile app',
    limits: { maxConnections: 200 },
  },
  {
    account: 'Northwind Research',
    login: 'northwind',
    note: 'Price research',
    limits: { dayBytes: 50_000_000_000 },
  },
] as const
const noLimits: ProxyLimits = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
const renewDays = 30

/** The same on every start of one installation, another on every other one. */
const made = (secret: string, what: string, chars: number): string =>
  createHmac('sha256', secret)
    .update(`demo:${what}`)
    .digest('base64')
    .replaceAll(/[^a-zA-Z0-9]/g, '')
    .slice(0, chars)
const codeOf = (secret: string, what: string): string =>
  made(secret, what, 16)
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, '$1-')

const hashed = (code: string) => ({ code: codeHash(code), hint: code.slice(0, 4) })
/** Elsewhere loopback has one address unless somebody gives it more. */
const canChoose = process.platform === 'linux'

type Login = { username: string; password: string }
export type DemoNetwork = {
  proxy: Login
  /** For a device of one's own: an admin approves it. */
  enrollment: string
  fleet: { enrollments: { code: string; place: Place; from: string | null }[] }
  customers: Login[]
}

/** Proxy users, providers, and codes for the fleet; running it again changes nothing but how long the codes are good. */
export async function seedNetwork(db: Db, secret: string): Promise<DemoNetwork> {
  const accounts = new Map(
    (await db.accounts.list({ account: null, limit: 200 })).items.map(it => [it.name, it.id]),
  )
  const customers: Login[] = []
  for (const { account, login, note, limits } of proxyLogins) {
    const password = made(secret, login, 24)
    customers.push({ username: login, password })
    const owner = accounts.get(account)
    if (owner === undefined) continue
    const { items } = await db.proxyUsers.list({ account: null, search: login, limit: 10 })
    if (items.some(it => it.login === login)) continue
    const fresh = { account: owner, login, note, allowIps: [], limits: { ...noLimits, ...limits } }
    await db.proxyUsers.create({ ...fresh, secret: secretOf(password), most: 100 })
  }

  const known = (await db.providers.list({ limit: 50 })).items
  const providers: string[] = []
  for (const name of providerNames)
    providers.push((known.find(it => it.name === name) ?? (await db.providers.create({ name }))).id)
  // One has agreed, on paper as it were; the other one is still to be asked.
  if ((await db.providers.consents(providers[0]!)).length === 0)
    await db.providers.addConsent(providers[0]!, {
      ...{ version: consentVersion, words: null, at: null, address: null, by: 'demo', note: 'The demo’s' },
    })
  const codes = { days: renewDays, maxUses: 1_000 }
  const enrollments: DemoNetwork['fleet']['enrollments'] = []
  const fleetCode = async ({ network, approves, ...place }: DemoPlace, i: number) => {
    const code = codeOf(secret, `fleet:${approves ? '' : 'waiting:'}${place.city}`)
    const provider = providers[i % providers.length]!
    const note = `The demo’s fleet, ${place.city}${approves ? '' : ', to be decided'}`
    await db.enrollments.renew({ ...codes, provider, place, note, approves, ...hashed(code) })
    enrollments.push({ code, place, from: canChoose ? network : null })
  }
  for (const [i, place] of demoPlaces.entries()) await fleetCode(place, i)
  const enrollment = codeOf(secret, 'device')
  const nowhere = { country: null, city: null, lat: null, lon: null, asn: null }
  await db.enrollments.renew({
    ...{ ...codes, provider: providers[0]!, place: nowhere, note: 'A device of your own', approves: false },
    ...hashed(enrollment),
  })
  return { proxy: customers[0]!, enrollment, fleet: { enrollments }, customers }
}
