import { routings } from './scene.ts'

/** How a conversation ends. `rest`: when all that was said has arrived; `flight`: in the middle of it. */
export type End =
  | { how: 'all'; first: 'client' | 'target' | 'together' }
  | { how: 'cut'; by: 'client' | 'target'; with: 'fin' | 'rst'; when: 'rest' | 'flight' }

/** `slow`: who does not read for a while, so that every buffer on the way is full. */
type Common = { n: number; routing: number; end: End; slow: 'client' | 'target' | null }
/** CONNECT or SOCKS: any bytes either way. */
export type Raw = Common & {
  kind: 'raw'
  door: 'socks' | 'http'
  to: 'name' | 'v4' | 'v6'
  up: number
  down: number
  earlyBytes: number
}
export type Ask = {
  method: 'GET' | 'POST'
  bodyBytes: number
  chunkedBody: boolean
  answerBytes: number
  answer: 'length' | 'chunked' | 'close'
}
/** Requests in absolute form on one connection; those of a stretch go to one target, in one session. */
export type Http = Common & {
  kind: 'http'
  to: 'name' | 'v4' | 'v6'
  stretches: Ask[][]
  pipelined: boolean
  /** What a cut comes into: a request's body or an answer's. */
  cutIn: 'body' | 'answer'
}
export type Conversation = Raw | Http

const requestsOf = (it: Conversation) => (it.kind === 'raw' ? 1 : it.stretches.flat().length)

/** Seeded: the same number gives the same conversations. */
export function makePlan(requests: number, random: () => number): Conversation[] {
  const pick = <T>(...of: readonly T[]): T => of[Math.floor(random() * of.length)]!
  const chance = (share: number) => random() < share
  /** Mostly small, some large, as what is fetched in the world. */
  const size = (most: number) => Math.floor(most ** random()) - 1
  const flight = () => 200_000 + Math.floor(random() * 2_000_000)

  function ending(): End {
    if (chance(0.6)) return { how: 'all', first: pick('client', 'target', 'together') }
    const by = pick('client', 'target')
    return {
      ...{ how: 'cut', by, with: pick('fin', 'rst') },
      when: pick('rest', 'rest', 'flight'),
    }
  }
  function raw(n: number): Raw {
    const end = ending()
    const flying = end.how === 'cut' && end.when === 'flight'
    const slow = chance(flying ? 0.3 : 0.02) ? pick('client', 'target') : null
    let up = flying ? (chance(0.7) ? flight() : 0) : size(chance(0.1) ? 1_500_000 : 60_000)
    let down = flying ? (up === 0 || chance(0.7) ? flight() : 0) : size(chance(0.1) ? 1_500_000 : 60_000)
    if (slow === 'client') down += 5_000_000
    if (slow === 'target') up += 5_000_000
    return {
      ...{ kind: 'raw', n, routing: n % routings.length, end, slow },
      ...{ door: pick('socks', 'socks', 'http'), to: pick('name', 'v4', 'v6'), up, down },
      earlyBytes: chance(0.3) ? Math.min(up, 1 + Math.floor(random() * 3_000)) : 0,
    }
  }
  function ask(): Ask {
    const method = pick('GET', 'POST')
    return {
      method,
      bodyBytes: method === 'GET' ? 0 : size(80_000),
      chunkedBody: method === 'POST' && chance(0.4),
      answerBytes: size(chance(0.1) ? 800_000 : 60_000),
      answer: pick('length', 'chunked'),
    }
  }
  function http(n: number): Http {
    const end = ending()
    const stretches = Array.from({ length: pick(1, 1, 2) }, () => Array.from({ length: pick(1, 2, 3) }, ask))
    const last = stretches.at(-1)!.at(-1)!
    const cutIn = pick('body', 'answer')
    const slow = chance(end.how === 'cut' && end.when === 'flight' ? 0.3 : 0.02) ? 'client' : null
    if (slow) last.answerBytes += 5_000_000
    if (end.how === 'cut') {
      const large = end.when === 'flight' ? flight() : 50_000 + size(300_000)
      if (cutIn === 'body') Object.assign(last, { method: 'POST', bodyBytes: large } satisfies Partial<Ask>)
      else last.answerBytes += large
    } else if (chance(0.2)) last.answer = 'close'
    return {
      ...{ kind: 'http', n, routing: n % routings.length, end, slow, to: pick('name', 'v4', 'v6') },
      ...{ stretches, pipelined: end.how === 'all' && chance(0.4), cutIn },
    }
  }

  const all: Conversation[] = []
  for (let left = requests; left > 0;) {
    const it = chance(0.65) ? raw(all.length) : http(all.length)
    if (it.kind === 'http') while (requestsOf(it) > left) shorten(it)
    left -= requestsOf(it)
    all.push(it)
  }
  return all
}

/** Its last request stays, since the end may be made for it. */
function shorten({ stretches }: Http): void {
  const first = stretches[0]!
  first.shift()
  if (first.length === 0) stretches.shift()
}
