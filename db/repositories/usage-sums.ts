import type { TailRow } from './usage.ts'

/** Of a posting: what all accounts carried together by edge, provider and country, and what each carried. */
export function sumsOf(rows: readonly TailRow[]) {
  const network = new Map<string, number>()
  const perAccount = new Map<string, number>()
  const sums = {
    ...{
      minutes: [] as number[],
      edges: [] as string[],
      providers: [] as string[],
      countries: [] as string[],
    },
    ...{
      ups: [] as number[],
      downs: [] as number[],
      accountMinutes: [] as number[],
      accounts: [] as string[],
    },
    ...{ accountUps: [] as number[], accountDowns: [] as number[] },
  }
  for (const { account, minutes, edges, providers, countries, ups, downs } of rows)
    for (const [i, minute] of minutes.entries()) {
      const [edge, provider, country] = [edges[i]!, providers[i]!, countries[i]!]
      const key = `${minute} ${provider} ${country} ${edge}`
      let at = network.get(key)
      if (at === undefined) {
        network.set(key, (at = sums.minutes.push(minute) - 1))
        sums.edges.push(edge)
        sums.providers.push(provider)
        sums.countries.push(country)
        sums.ups.push(0)
        sums.downs.push(0)
      }
      sums.ups[at]! += ups[i]!
      sums.downs[at]! += downs[i]!
      const own = `${minute} ${account}`
      let of = perAccount.get(own)
      if (of === undefined) {
        perAccount.set(own, (of = sums.accountMinutes.push(minute) - 1))
        sums.accounts.push(account)
        sums.accountUps.push(0)
        sums.accountDowns.push(0)
      }
      sums.accountUps[of]! += ups[i]!
      sums.accountDowns[of]! += downs[i]!
    }
  return sums
}
