import { createHmac } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import type { Place, ProxyLimits } from '#protocol/directory.ts'
import { codeHash } from '#bus/enrolling.ts'
import { secretOf } from '../rest/proxy-users.ts'

/** Where the demo's nodes say they are. */
const places: Place[] = [
  ...(
    [
      ['us', 'New York', 40.71, -74.01, 7922],
      ['us', 'Los Angeles', 34.05, -118.24, 21928],
      ['us', 'Chicago', 41.88, -87.63, 7018],
      ['de', 'Berlin', 52.52, 13.4, 3320],
      ['de', 'Munich', 48.14, 11.58, 6805],
      ['uz', 'Tashkent', 41.3, 69.24, 8193],
      ['uz', 'Samarkand', 39.65, 66.96, 39032],
      ['kz', 'Almaty', 43.24, 76.89, 9198],
      ['gb', 'London', 51.51, -0.13, 2856],
      ['fr', 'Paris', 48.86, 2.35, 3215],
      ['tr', 'Istanbul', 41.01, 28.98, 9121],
      ['br', 'São Paulo', -23.55, -46.63, 26599],
      ['in', 'Mumbai', 19.08, 72.88, 55836],
      ['jp', 'Tokyo', 35.68, 139.69, 2516],
      ['id', 'Jakarta', -6.21, 106.85, 23693],
    ] as const
  ).map(([country, city, lat, lon, asn]) => ({ country, city, lat, lon, asn })),
]
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

type Login = { username: string; password: string }
export type DemoNetwork = {
  proxy: Login
  /** For a device of one's own: an admin approves it. */
  enrollment: string
  fleet: { enrollments: { code: string; place: Place }[] }
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
  const codes = { days: renewDays, maxUses: 1_000 }
  const enrollments: DemoNetwork['fleet']['enrollments'] = []
  for (const [i, place] of places.entries()) {
    const code = codeOf(secret, `fleet:${place.city}`)
    const provider = providers[i % providers.length]!
    const fresh = { ...codes, provider, place, note: `The demo’s fleet, ${place.city}`, approves: true }
    await db.enrollments.renew({ ...fresh, code: codeHash(code), hint: code.slice(0, 4) })
    enrollments.push({ code, place })
  }
  const enrollment = codeOf(secret, 'device')
  const nowhere = { country: null, city: null, lat: null, lon: null, asn: null }
  await db.enrollments.renew({
    ...{ ...codes, provider: providers[0]!, place: nowhere, note: 'A device of your own', approves: false },
    ...{ code: codeHash(enrollment), hint: enrollment.slice(0, 4) },
  })
  return { proxy: customers[0]!, enrollment, fleet: { enrollments }, customers }
}
