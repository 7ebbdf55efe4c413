import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { UsageDimension } from '#protocol/rest/usage.ts'
import { call } from '../../api/browser.ts'
import { type Asked, dayIn, planOf, type Wish } from './ranges.ts'

/** Whose usage: an account's, or that of the whole network. */
export type Scope = { account: string | null }
const everyMs = 15_000
/** The period before moves on only with the steps. */
const beforeMs = 60_000

/** The zone in which an account's days begin; the network counts in UTC. */
export function useZone({ account }: Scope) {
  const query = useQuery({
    queryKey: ['accounts', 'one', account],
    queryFn: ({ signal }) => call('getAccount', { params: { id: account! } }, { signal }),
    enabled: account !== null,
  })
  return { zone: account === null ? 'UTC' : (query.data?.account.timeZone ?? null), query }
}

type Options = { scope: Scope; wish: Wish; zone: string | null; by?: UsageDimension; before?: boolean }

/** Usage of a range, asked for again while it goes on and somebody looks; the old figures stay until the new ones come. */
export function useUsage({ scope, wish, zone, by, before = false }: Options) {
  const { range, from, to } = wish
  // What is over does not change, but for what an edge still hands over.
  const isOver = () => range === 'custom' && zone !== null && to < dayIn(zone, Date.now())
  return useQuery({
    queryKey: ['usage', 'range', scope.account, { ...wish, zone, by, before }],
    queryFn({ signal }) {
      const plan = planOf(wish, zone!, Date.now())!
      return askUsage({ scope, asked: before ? plan.before : plan.asked, by }, signal)
    },
    enabled: zone !== null && (range !== 'custom' || planOf({ ...wish, from, to }, zone, 0) !== null),
    refetchInterval: () => (isOver() ? false : before ? beforeMs : everyMs),
    placeholderData: keepPreviousData,
  })
}

type Question = { scope: Scope; asked: Asked; by?: UsageDimension | undefined }

const askUsage = ({ scope, asked, by }: Question, signal: AbortSignal) =>
  call('getUsage', { query: { ...asked, by, account: scope.account ?? undefined } }, { signal })

/** The same question as a file: a link, so that the browser saves it as it comes. */
export function csvLink({ scope, asked: { from, to, step }, by }: Question): string {
  const search = new URLSearchParams({ from, to, step, format: 'csv' })
  if (by) search.set('by', by)
  if (scope.account) search.set('account', scope.account)
  return `/api/usage?${search}`
}

/** By what, from one day or instant to another: for shares of today and of this month. */
export function useShares(scope: Scope, period: { from: string; to: string } | null, by: UsageDimension) {
  return useQuery({
    queryKey: ['usage', 'shares', scope.account, by, period?.from, period?.to],
    queryFn: ({ signal }) =>
      askUsage({ scope, asked: { from: period!.from, to: period!.to, step: 'day' }, by }, signal),
    enabled: period !== null,
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
  })
}

const summaryMs = 5_000
export function useSummary({ account }: Scope) {
  return useQuery({
    queryKey: ['usage', 'summary', account],
    queryFn: ({ signal }) =>
      call('getUsageSummary', { query: { account: account ?? undefined } }, { signal }),
    enabled: account !== null,
    refetchInterval: summaryMs,
  })
}
