import { Refusal } from '#protocol/errors.ts'
import type { Account } from '#protocol/rest/staff.ts'
import type { Account as AccountRow } from '#db/repositories/accounts.ts'
import type { Handlers } from '../http/routes.ts'
import type { Keeper } from '../directory/keeper.ts'
import { by } from '../door/by.ts'
import type { DoorDeps } from '../door/deps.ts'
import type { Who } from '../door/principals.ts'
import { merged } from './merged.ts'
import type { RaiseSpent } from './raise-spent.ts'
import { scope } from './users.ts'

type AccountRoutes = Pick<
  Handlers,
  'listAccounts' | 'getAccount' | 'createAccount' | 'updateAccount' | 'suspendAccount' | 'resumeAccount'
>

export function accountRoutes({
  db,
  principals,
  keeper,
  raise,
}: DoorDeps & { keeper: Keeper; raise: RaiseSpent }): AccountRoutes {
  async function turn(id: string, to: 'suspend' | 'resume', reason: string, who: Who, address: string) {
    const account = await db.tx(async repos => {
      const done =
        to === 'suspend' ? await repos.accounts.suspend(id, reason) : await repos.accounts.resume(id)
      if (!done) throw new Refusal('not_found')
      const action = to === 'suspend' ? 'account.suspended' : 'account.resumed'
      await repos.audit.write({ ...by(who.me, address), action, target: target(done), detail: { reason } })
      return done
    })
    await Promise.all([principals.announce({ kind: 'account.changed', account: id }), keeper.changed()])
    return { account: shown(account) }
  }

  return {
    async listAccounts({ query }, { who }) {
      const page = await db.accounts.list({ ...query, account: scope(who).account })
      return { items: page.items.map(shown), next: page.next }
    },
    async getAccount({ params }, { who }) {
      const account = await db.accounts.byId(params.id, scope(who).account)
      if (!account) throw new Refusal('not_found')
      return { account: shown(account) }
    },
    async createAccount({ body }, { who, address }) {
      const account = await db.tx(async repos => {
        const created = await repos.accounts.create({
          name: body.name,
          timeZone: body.timeZone ?? who.me.timeZone,
        })
        await repos.audit.write({
          ...by(who.me, address),
          action: 'account.created',
          target: target(created),
        })
        return created
      })
      await keeper.changed()
      return { account: shown(account) }
    },
    async updateAccount({ params, body }, { who, address }) {
      const account = await db.tx(async repos => {
        const before = await repos.accounts.byId(params.id)
        if (!before) throw new Refusal('not_found')
        const to = {
          timeZone: body.timeZone ?? before.timeZone,
          limits: merged(before.limits, body.limits ?? {}),
        }
        const updated = await repos.accounts.update(params.id, to)
        if (!updated) throw new Refusal('not_found')
        await repos.audit.write({
          ...by(who.me, address),
          action: 'account.updated',
          target: target(updated),
          detail: { from: { timeZone: before.timeZone, limits: before.limits }, to },
        })
        return updated
      })
      await Promise.all([keeper.changed(), raise([params.id])])
      return { account: shown(account) }
    },
    suspendAccount: ({ params, body }, { who, address }) =>
      turn(params.id, 'suspend', body.reason, who, address),
    resumeAccount: ({ params, body }, { who, address }) =>
      turn(params.id, 'resume', body.reason, who, address),
  }
}

const target = (a: AccountRow) => ({ kind: 'account', id: a.id, label: a.name })

const shown = (a: AccountRow): Account => ({
  id: a.id,
  name: a.name,
  status: a.status,
  timeZone: a.timeZone,
  limits: a.limits,
  users: a.users,
  createdAt: a.createdAt.toISOString(),
})
