import type { EndedSession } from '#db/repositories/proxy-sessions.ts'
import { Refusal } from '#protocol/errors.ts'
import type { ProxySession } from '#protocol/rest/proxy.ts'
import { BusDown } from '#bus/bus-down.ts'
import type { Keeper } from '../directory/keeper.ts'
import { by } from '../door/by.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { Handlers } from '../http/routes.ts'
import type { Network } from '../network/network.ts'
import type { Session } from '../network/sessions.ts'
import { scope } from './users.ts'

type Routes = Pick<Handlers, 'listSessions' | 'cutSession'>
/** A cut waits so long for an edge that is just away. */
const cutKeepMs = 60_000

export function proxySessionRoutes({
  db,
  keeper,
  network,
}: DoorDeps & { keeper: Keeper; network: Network }): Routes {
  type Query = {
    account?: string | undefined
    proxyUser?: string | undefined
    node?: string | undefined
    search?: string | undefined
    limit: number
    after?: string | undefined
  }

  /** From memory: newest first, and by id among those of one moment. */
  async function live(query: Query, account: string | null) {
    const search = query.search?.toLowerCase()
    const after = query.after === undefined ? null : cursor(query.after)
    const fits = (it: Session): boolean =>
      (account === null || it.account.id === account) &&
      (!query.proxyUser || it.proxyUser === query.proxyUser) &&
      (!query.node || it.node.id === query.node) &&
      (!search || it.target.toLowerCase().includes(search) || it.login.toLowerCase().includes(search)) &&
      (!after || it.startedAt < after.at || (it.startedAt === after.at && it.id < after.id))
    const found = network.live.sessions
      .filter(fits)
      .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1))
      .slice(0, query.limit + 1)
    const items = found.slice(0, query.limit)
    const names = new Map<string, string>()
    for (const id of new Set(items.map(it => it.account.id)))
      names.set(id, (await db.accounts.byId(id))?.name ?? '')
    const last = items.at(-1)
    return {
      items: items.map(it => liveShown(it, names.get(it.account.id) ?? '')),
      next:
        found.length > query.limit && last
          ? Buffer.from(`${last.startedAt}.${last.id}`).toString('base64url')
          : null,
    }
  }

  return {
    async listSessions({ query }, { who }) {
      const account = scope(who).account ?? query.account ?? null
      if (query.state === 'live') return live(query, account)
      const page = await db.proxySessions.list({ ...query, account })
      return { items: page.items.map(endedShown), next: page.next }
    },
    async cutSession({ params }, { who, address }) {
      const own = scope(who).account
      const session = network.live.sessions.find(it => it.id === params.id)
      if (!session || (own !== null && session.account.id !== own)) throw new Refusal('not_found')
      try {
        await keeper.put({
          kind: 'cut',
          id: params.id,
          revision: 0,
          gone: false,
          until: Date.now() + cutKeepMs,
        })
      } catch (err) {
        if (!(err instanceof BusDown)) throw err
        throw new Refusal('unavailable')
      }
      await db.audit.write({
        ...by(who.me, address),
        action: 'session.cut',
        target: { kind: 'session', id: params.id, label: `${session.login} → ${session.target}` },
        detail: { account: session.account.id, node: session.node.id },
      })
      return {}
    },
  }
}

function cursor(text: string): { at: number; id: string } {
  const [, at, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString()) ?? []
  if (at === undefined || id === undefined)
    throw new Refusal('bad_request', { fields: { after: 'not a cursor of this list' } })
  return { at: Number(at), id }
}

const liveShown = (it: Session, accountName: string): ProxySession => ({
  ...{
    id: it.id,
    account: { id: it.account.id, name: accountName },
    proxyUser: it.proxyUser,
    login: it.login,
  },
  ...{ node: it.node.id, edge: it.edge.name, country: it.country, target: it.target },
  ...{ startedAt: new Date(it.startedAt).toISOString(), endedAt: null, up: it.up, down: it.down },
  ...{ ended: null, choice: it.choice },
})
const endedShown = (it: EndedSession): ProxySession => ({
  ...it,
  startedAt: it.startedAt.toISOString(),
  endedAt: it.endedAt.toISOString(),
})
