import { randomBytes, randomUUID } from 'node:crypto'
import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { Refusal } from '#protocol/errors.ts'
import type { PlaceCount } from '#protocol/rest/proxy.ts'
import { cityKey, parseProxyName } from '#protocol/routing.ts'
import type { Keeper } from '../directory/keeper.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { Handlers } from '../http/routes.ts'
import type { Network } from '../network/network.ts'
import { tryProxy } from '../proxy/trial.ts'
import { doorsOf } from './enrollments.ts'
import { secretOf } from './proxy-users.ts'
import { scope } from './users.ts'

type Routes = Pick<Handlers, 'listEdges' | 'listPlaces' | 'testProxyUser'>
type Deps = DoorDeps & { bus: Bus; keeper: Keeper; network: Network; testUrl: string }
const passMs = 60_000

export function edgeRoutes({ db, bus, keeper, network, testUrl }: Deps): Routes {
  function places(): PlaceCount[] {
    const countries = new Map<
      string,
      { nodes: number; cities: Map<string, { city: string; nodes: number }> }
    >()
    for (const node of network.live.nodes.all.values()) {
      const { online, status, country, city } = network.live.nodes.stateOf(node)
      if (!online || status !== 'approved' || country === null) continue
      const there = countries.get(country) ?? { nodes: 0, cities: new Map() }
      countries.set(country, there)
      there.nodes++
      if (city === null) continue
      const own = there.cities.get(cityKey(city)) ?? { city, nodes: 0 }
      there.cities.set(cityKey(city), own)
      own.nodes++
    }
    return [...countries]
      .map(([country, { nodes, cities }]) => ({
        country,
        nodes,
        cities: [...cities].map(([key, it]) => ({ key, ...it })).sort((a, b) => a.city.localeCompare(b.city)),
      }))
      .sort((a, b) => b.nodes - a.nodes || a.country.localeCompare(b.country))
  }

  return {
    listEdges: async () => ({ edges: await doorsOf(bus) }),
    listPlaces: () => ({ places: places() }),
    async testProxyUser({ params, body }, { who }) {
      const user = await db.proxyUsers.byId(params.id, scope(who).account)
      if (!user) throw new Refusal('not_found')
      const username = `${user.login}${body.words}`
      const parsed = parseProxyName(username)
      if ('fault' in parsed) throw new Refusal('bad_request', { fields: { words: parsed.fault } })
      const doors = await doorsOf(bus)
      const edge = body.edge === undefined ? doors[0] : doors.find(it => it.id === body.edge)
      if (!edge) throw new Refusal('unavailable', { message: 'No edge is up right now. Try again soon.' })
      const password = randomBytes(24).toString('base64url')
      try {
        await keeper.put({
          ...{ kind: 'pass', id: randomUUID(), revision: 0, gone: false },
          ...{ proxyUser: user.id, secret: secretOf(password), until: Date.now() + passMs },
        })
      } catch (err) {
        if (!(err instanceof BusDown)) throw err
        throw new Refusal('unavailable')
      }
      const port = body.door === 'http' ? edge.httpPort : edge.socksPort
      const via = { edge: edge.id, door: body.door, host: edge.host, port, username }
      return { test: await tryProxy({ via, password, url: testUrl }) }
    },
  }
}
