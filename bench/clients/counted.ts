import type { SessionRecord } from '#protocol/session-record.ts'
import type { End } from './plan.ts'

/** Of one direction: what who sends has given, what its kernel had taken when that was looked at, what arrived. */
export type Way = { given: number; taken: number; read: number }
/** One session as its customer and its target have seen it. */
export type Seen = {
  n: number
  login: string
  target: string
  routing: string
  what: string
  end: End
  up: Way
  down: Way
  /** That the target has accepted: a session each. */
  connections: number
}

export type Compared = {
  sessions: number
  /** Sessions of which all three counts must be one number, each way. */
  exact: number
  /** … and those that were broken off among them. */
  exactCut: number
  /** Broken off in flight: what who sent has given is at least what is counted, and that is at least what arrived. */
  flights: number
  flightsEqual: number
  flightBytesBetween: number
  client: { up: number; down: number }
  session: { up: number; down: number }
  target: { up: number; down: number }
  misrouted: number
  faults: string[]
}

/** A conversation that is broken off while bytes are on their way loses some of them in a kernel: only bounds hold. */
const isFlight = ({ end }: Seen) => end.how === 'cut' && end.when === 'flight'

export function compare(
  seen: readonly Seen[],
  records: readonly SessionRecord[],
  wentThere: (routing: string, record: SessionRecord) => boolean,
): Compared {
  const keyOf = (it: { login: string; target: string }) => `${it.login} ${it.target}`
  const byKey = new Map<string, SessionRecord[]>()
  for (const it of records) byKey.set(keyOf(it), [...(byKey.get(keyOf(it)) ?? []), it])
  const result: Compared = {
    ...{ sessions: 0, exact: 0, exactCut: 0, flights: 0, flightsEqual: 0, flightBytesBetween: 0 },
    ...{ client: { up: 0, down: 0 }, session: { up: 0, down: 0 }, target: { up: 0, down: 0 } },
    ...{ misrouted: 0, faults: [] },
  }
  for (const it of seen) {
    const found = byKey.get(keyOf(it)) ?? []
    byKey.delete(keyOf(it))
    const name = `${it.n} ${it.what} ${it.login}${it.routing} ${JSON.stringify(it.end)}`
    const flying = isFlight(it)
    if (found.length !== it.connections || (!flying && found.length !== 1)) {
      result.faults.push(`${name}: ${found.length} sessions of ${it.connections} connections`)
      continue
    }
    result.sessions += found.length
    const astray = found.find(record => !wentThere(it.routing, record))
    if (astray) {
      result.misrouted++
      result.faults.push(`${name}: went to ${astray.country}`)
    }
    let equal = true
    for (const way of ['up', 'down'] as const) {
      const { given, taken, read } = it[way]
      const counted = found.reduce((sum, record) => sum + record[way], 0)
      equal &&= counted === read && counted === given
      const holds = flying ? counted <= taken && read <= counted : counted === given && counted === read
      if (!holds)
        result.faults.push(
          `${name} ${way}: given ${given} (kernel ${taken}), session ${counted}, read ${read}, ended ${found.map(record => record.ended).join()}`,
        )
      if (flying) result.flightBytesBetween += counted - read
      else {
        result.client[way] += way === 'up' ? given : read
        result.target[way] += way === 'up' ? read : given
        result.session[way] += counted
      }
    }
    if (flying) {
      result.flights++
      if (equal) result.flightsEqual++
    } else {
      result.exact++
      if (it.end.how === 'cut') result.exactCut++
    }
  }
  for (const [key, left] of byKey) result.faults.push(`${left.length} sessions of nobody: ${key}`)
  return result
}
