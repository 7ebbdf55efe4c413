import { randomUUID } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import type { Repositories } from '#db/repositories.ts'
import type { Log } from '#kit/log.ts'
import type { UserEvent } from '#protocol/live/user.ts'
import type { SelfTest } from '#protocol/trust/self-test.ts'
import type { Verdict } from '#protocol/trust/verdict.ts'
import type { Post } from '../live/post.ts'

export type Violation = { why: 'verdict'; verdict: Verdict } | { why: 'selfTest'; test: SelfTest }
/**
 * In the transaction that found it: takes the node out, unless it is out already. What it answers tells staff: to be called
 * when that is written, for whoever hears it looks.
 */
export type Suspend = (
  repos: Repositories,
  node: { id: string; name: string },
  violation: Violation,
) => Promise<TellStaff | null>
export type TellStaff = () => Promise<void>

const wordsOf = (violation: Violation): string =>
  violation.why === 'verdict'
    ? `the checks: ${violation.verdict.kind}, suspicion ${violation.verdict.suspicion} of 100 (${violation.verdict.signals.map(it => it.signal).join(', ')})`
    : `the self-test: ${violation.test.tries
        .filter(it => it.result === 'reached')
        .map(it => `${it.target} was ${it.answer === 'ok' ? 'reached' : 'tried'}`)
        .join(', ')}`.slice(0, 500)

export function createSuspending(o: { db: Pick<Db, 'users'>; post: Post; log: Log }): Suspend {
  return async (repos, node, violation) => {
    const reason = wordsOf(violation)
    const [done] = await repos.nodes.decide([node.id], {
      ...{ status: 'suspended', by: null, reason, only: 'approved' },
    })
    if (!done) return null
    await repos.audit.write({
      ...{ actor: null, action: 'node.suspended', address: null },
      target: { kind: 'node', id: node.id, label: node.name },
      detail: { reason, by: violation.why },
    })
    const event: UserEvent = {
      ...{ kind: 'nodeSuspended', node, why: violation.why, reason, at: Date.now() },
      verdict: violation.why === 'verdict' ? violation.verdict.kind : null,
    }
    return async () => {
      const key = randomUUID()
      for (const user of await o.db.users.staff()) o.post(`user:${user}`, event, `${key}:${user}`)
      o.log.warn({ node: node.id, reason }, 'a node was suspended')
    }
  }
}
