import { type Ability, abilityOf } from '#protocol/abilities.ts'
import type { Me } from '#protocol/rest/auth.ts'

const known = new Map<string, Ability>()
const maxKnown = 1_000

/** Made when it is asked for and kept for a while: an ability weighs kilobytes, and most of those signed in are idle. */
export function abilityFor(me: Pick<Me, 'id' | 'role' | 'account'>): Ability {
  const account = me.account?.id ?? null
  const key = `${me.id} ${me.role} ${account}`
  const found = known.get(key)
  if (found) return found
  const ability = abilityOf({ id: me.id, role: me.role, account })
  known.set(key, ability)
  if (known.size > maxKnown) known.delete(known.keys().next().value!)
  return ability
}
