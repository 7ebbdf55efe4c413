import { createHash, createPublicKey, randomUUID } from 'node:crypto'
import { endedGroup, endedRecords } from '#bus/ended.ts'
import { type Agent, createAgent } from '#node-agent/agent.ts'
import { createDial } from '#node-agent/dial/dial.ts'
import { createJudge } from '#node-agent/dial/judge.ts'
import { memoryStore, noRules } from '#node-agent/testing/agent.ts'
import { handDevice } from '#node-agent/testing/device.ts'
import type { Place } from '#protocol/directory.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import type { SessionRecord } from '#protocol/session-record.ts'
import { parseAllowList } from '#wire/addresses/lists.ts'
import { type Said, startEdgeProcess } from '../proxy/edge-process.ts'

const allow = '127.0.0.1/32,::1/128'
export const password = 'a-password-of-the-clients'
export const loginOf = (user: number) => `c${user}`
/** Whoever comes from this address is taken for this login: for programs that know SOCKS and no password. */
export const listed = { login: 'listed', address: '127.0.0.9' }

export const places: Place[] = [
  { country: 'us', city: 'New York', lat: 40.7, lon: -74, asn: 7922 },
  { country: 'de', city: 'Berlin', lat: 52.5, lon: 13.4, asn: 3320 },
  { country: 'uz', city: 'Tashkent', lat: 41.3, lon: 69.3, asn: 8193 },
]
/** Every kind of word behind a login; `#` is a number, so that names of sessions differ. */
export const routings = [
  '',
  '-country-us',
  '-country-de-city-berlin',
  '-city-new_york',
  '-asn-8193',
  '-session-s#',
  '-country-uz-session-s#',
  '-session-s#-ttl-30',
  '-session-s#-strict',
  '-country-us-city-new_york-asn-7922-session-s#-ttl-5-strict',
] as const
export const routingOf = (kind: number, n: number): string =>
  routings[kind % routings.length]!.replace('#', String(n))
/** Whether a session's record says that it went where its name said. */
export function wentThere(routing: string, record: SessionRecord): boolean {
  const wanted = places.filter(
    it =>
      !(/country-(\w\w)/.exec(routing) && !routing.includes(`country-${it.country}`)) &&
      !(routing.includes('berlin') && it.city !== 'Berlin') &&
      !(routing.includes('new_york') && it.city !== 'New York') &&
      !(/asn-\d/.test(routing) && !routing.includes(`asn-${it.asn}`)),
  )
  return wanted.some(it => it.country === record.country)
}

/** A real Redis, a real edge in a process of its own, real agents here, and the records of what the edge has carried. */
export async function startScene(o: { users: number; agentsAPlace: number }) {
  const edge = await startEdgeProcess({ id: 'clients', allow, env: { EDGE_HOST: '127.0.0.1,::1' } })
  const agents: Agent[] = []
  const reader = edge.bus.blocking()
  await endedGroup.join(edge.bus)
  const limits = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
  const secret = createHash('sha256').update(password).digest('base64url')
  const user = (login: string, allowIps: string[] = []): Said => ({
    ...{ kind: 'proxyUser', id: randomUUID(), account: edge.account, login, secret, allowIps },
    ...{ limits, enabled: true },
  })
  await edge.put(
    ...Array.from({ length: o.users }, (_, n) => user(loginOf(n))),
    user(listed.login, [listed.address]),
  )
  const stores = places.flatMap(place =>
    Array.from({ length: o.agentsAPlace }, () => ({ place, store: memoryStore() })),
  )
  await edge.put(
    ...stores.map(({ place, store }, n): Said => {
      const key = createPublicKey(store.privateKey).export({ type: 'spki', format: 'der' })
      return {
        ...{ kind: 'node', id: randomUUID(), publicKey: key.toString('base64'), provider: edge.account },
        ...{
          name: `phone ${n}`,
          status: 'approved',
          policy: defaultPolicy,
          place,
          score: null,
          verdict: null,
        },
      }
    }),
  )
  await edge.knows()
  const judge = createJudge(parseAllowList(allow))
  // Names of targets are the agents' to resolve: `six.…` has an IPv6 address only, all others an IPv4 address.
  const resolve = (name: string) => ({
    v6: Promise.resolve(name.startsWith('six.') ? ['::1'] : []),
    v4: Promise.resolve(name.startsWith('six.') ? [] : ['127.0.0.1']),
  })
  await Promise.all(
    stores.map(({ store }) => {
      const { promise, resolve: ready } = Promise.withResolvers<void>()
      const agent = createAgent({
        ...{ edge: { host: '127.0.0.1', port: edge.tunnelPort }, pin: null, enrollment: null, own: noRules },
        ...{ store, device: handDevice(), dial: createDial({ judge, resolve }), tell() {} },
        onChange: () => agent.view().status === 'approved' && ready(),
      })
      agents.push(agent)
      return promise
    }),
  )

  const records: SessionRecord[] = []
  return {
    edge,
    records,
    port: (door: 'socks' | 'http') => (door === 'socks' ? edge.socksPort : edge.httpPort),
    /** Waits until the edge has said how so many sessions ended; those that are too many come too, a moment later. */
    async hearEnded(count: number, patienceMs: number): Promise<SessionRecord[]> {
      const until = performance.now() + patienceMs
      while (performance.now() < until) {
        const entries = await endedGroup.read(reader, 'clients', 200)
        records.push(...entries.flatMap(it => endedRecords(it.text)))
        await endedGroup.done(
          edge.bus,
          entries.map(it => it.id),
        )
        if (records.length >= count && entries.length === 0) break
      }
      return records
    },
    async stop(): Promise<void> {
      await Promise.all(agents.map(it => it.stop()))
      reader.close()
      await edge.stop()
    },
  }
}
export type Scene = Awaited<ReturnType<typeof startScene>>
