import { createHash, randomInt } from 'node:crypto'
import type { ProxyUser as ProxyUserRow } from '#db/repositories/proxy-users.ts'
import { isUniqueViolation } from '#db/errors.ts'
import type { Repositories } from '#db/repositories.ts'
import type { ProxyLimits } from '#protocol/directory.ts'
import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import { merged } from './merged.ts'
import type { RaiseSpent } from './raise-spent.ts'
import type { ProxyUser } from '#protocol/rest/proxy.ts'
import type { Keeper } from '../directory/keeper.ts'
import { by } from '../door/by.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { Who } from '../door/principals.ts'
import type { Handlers } from '../http/routes.ts'
import { badCidrs } from '../proxy/cidr.ts'
import { scope } from './users.ts'

type Routes = Pick<
  Handlers,
  | 'listProxyUsers'
  | 'getProxyUser'
  | 'createProxyUser'
  | 'updateProxyUser'
  | 'deleteProxyUser'
  | 'rotateProxyUser'
>

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const passwordChars = 24
/** Long and random: whoever has its hash cannot guess it, so the hash may be a fast one. */
const makePassword = (): string =>
  Array.from({ length: passwordChars }, () => letters[randomInt(letters.length)]).join('')
export const secretOf = (password: string): string =>
  createHash('sha256').update(password).digest('base64url')

const none: ProxyLimits = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
export function proxyUserRoutes({
  db,
  keeper,
  raise,
}: DoorDeps & { keeper: Keeper; raise: RaiseSpent }): Routes {
  function checkAddresses(allowIps: readonly string[]): void {
    const bad = badCidrs(allowIps)
    if (bad.length === 0) return
    const accepted = 'an address such as 203.0.113.7, or a network such as 203.0.113.0/24 or 2001:db8::/32'
    throw new Refusal('bad_request', { fields: { allowIps: `${bad.join(', ')}: it takes ${accepted}` } })
  }

  async function audit(
    repos: Repositories,
    who: Who,
    address: string,
    action: string,
    user: ProxyUserRow,
    detail = {},
  ) {
    const target = { kind: 'proxy_user', id: user.id, label: user.login }
    await repos.audit.write({ ...by(who.me, address), action: `proxy_user.${action}`, target, detail })
  }

  async function replaced(
    who: Who,
    address: string,
    action: 'rotated' | 'removed',
    change: (repos: Repositories) => Promise<ProxyUserRow | null>,
  ): Promise<ProxyUserRow> {
    const user = await db.tx(async repos => {
      const done = await change(repos)
      if (!done) throw new Refusal('not_found')
      await audit(repos, who, address, action, done)
      return done
    })
    await keeper.changed()
    return user
  }

  return {
    async listProxyUsers({ query }, { who }) {
      const account = scope(who).account ?? query.account ?? null
      const page = await db.proxyUsers.list({ ...query, account })
      return { items: page.items.map(shown), next: page.next }
    },
    async getProxyUser({ params }, { who }) {
      const user = await db.proxyUsers.byId(params.id, scope(who).account)
      if (!user) throw new Refusal('not_found')
      return { proxyUser: shown(user) }
    },
    async createProxyUser({ body }, { who, address }) {
      const own = scope(who).account
      if (own !== null && body.account !== undefined && body.account !== own) throw new Refusal('forbidden')
      const account = own ?? body.account
      if (account === undefined)
        throw new Refusal('bad_request', { fields: { account: 'name the account that it belongs to' } })
      checkAddresses(body.allowIps)
      const password = makePassword()
      const { login, note, allowIps } = body
      const fresh = {
        account,
        login,
        note,
        allowIps,
        limits: merged(none, body.limits),
        secret: secretOf(password),
      }
      const user = await db.tx(async repos => {
        const created = await repos.proxyUsers
          .create({ ...fresh, most: Limits.proxyUsersAnAccount })
          .catch(taken)
        if (!created) {
          const there = await repos.accounts.byId(account)
          if (!there) throw new Refusal('bad_request', { fields: { account: 'there is no such account' } })
          throw new Refusal('conflict', {
            message: `An account has at most ${Limits.proxyUsersAnAccount} proxy users: remove one first.`,
          })
        }
        await audit(repos, who, address, 'created', created)
        return created
      })
      await keeper.changed()
      return { proxyUser: shown(user), password }
    },
    async updateProxyUser({ params, body }, { who, address }) {
      if (body.allowIps) checkAddresses(body.allowIps)
      const user = await db.tx(async repos => {
        const before = await repos.proxyUsers.lock(params.id, scope(who).account)
        if (!before) throw new Refusal('not_found')
        const after = await repos.proxyUsers.update({
          id: before.id,
          note: body.note ?? before.note,
          enabled: body.enabled ?? before.enabled,
          allowIps: body.allowIps ?? before.allowIps,
          limits: merged(before.limits, body.limits ?? {}),
        })
        if (!after) throw new Refusal('not_found')
        await audit(repos, who, address, 'changed', after, { changed: Object.keys(body) })
        return after
      })
      await Promise.all([keeper.changed(), body.limits && raise([user.account.id])])
      return { proxyUser: shown(user) }
    },
    async deleteProxyUser({ params }, { who, address }) {
      await replaced(who, address, 'removed', repos => repos.proxyUsers.remove(params.id, scope(who).account))
      return {}
    },
    async rotateProxyUser({ params }, { who, address }) {
      const password = makePassword()
      const user = await replaced(who, address, 'rotated', repos =>
        repos.proxyUsers.rotate(params.id, scope(who).account, secretOf(password)),
      )
      return { proxyUser: shown(user), password }
    },
  }
}

function taken(err: unknown): never {
  if (isUniqueViolation(err, 'proxy_user_login_key'))
    throw new Refusal('conflict', { fields: { login: 'somebody has this login already' } })
  throw err
}

const shown = (user: ProxyUserRow): ProxyUser => ({
  ...user,
  createdAt: user.createdAt.toISOString(),
  rotatedAt: user.rotatedAt.toISOString(),
})
