import { applySessions, type SessionsDelta, type SessionsSnapshot } from '#protocol/live/sessions.ts'
import { applyUsage, type UsageDelta, type UsageSnapshot } from '#protocol/live/usage.ts'
import { live } from './live.ts'
import { createTopicStore } from './topic-store.ts'

/** All live sessions, busiest first: for staff. */
export const allSessions = createTopicStore<SessionsSnapshot, SessionsDelta>(live, {
  topic: 'sessions',
  apply: applySessions,
})

const usages = new Map<string, ReturnType<typeof createUsage>>()
const createUsage = (account: string) =>
  createTopicStore<UsageSnapshot, UsageDelta>(live, { topic: `usage:${account}`, apply: applyUsage })

/** What an account uses, as it flows. */
export function usageOf(account: string) {
  const store = usages.get(account) ?? createUsage(account)
  usages.set(account, store)
  return store
}
