import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import type { Registry } from 'prom-client'
import { version } from './version.ts'

/** Who asks, as the socket and the request say it. */
export type Asker = {
  remoteAddress: string
  authorization?: string | undefined
  /** X-Forwarded-For: whoever sends one is behind a proxy, and the proxy's loopback address is not theirs. */
  forwardedFor?: string | undefined
}
export type OpsAnswer = { status: number; contentType: string; body: string }
/** A dependency is reached when this is true or resolves to anything but false, in time. */
export type Reach = () => boolean | Promise<boolean | void>
export type Ops = {
  /** null: not a path of ours. */
  answer(path: string, asker: Asker): Promise<OpsAnswer | null>
  /** From now on not ready: whoever balances load should look elsewhere. */
  setStopping(): void
}

export function createOps(o: {
  ready: Record<string, Reach>
  registry: Pick<Registry, 'contentType' | 'metrics'>
  token?: string | undefined
  reachTimeoutMs?: number
}): Ops {
  const { ready, registry, token, reachTimeoutMs = 2_000 } = o
  let stopping = false

  async function readiness(): Promise<OpsAnswer> {
    const names = Object.keys(ready)
    const reached = await Promise.all(Object.values(ready).map(reach => reaches(reach, reachTimeoutMs)))
    const needs = Object.fromEntries(names.map((name, i) => [name, reached[i] === true]))
    const away = names.filter(name => !needs[name])
    return json(away.length === 0 && !stopping ? 200 : 503, {
      ready: away.length === 0 && !stopping,
      stopping,
      away,
      needs,
    })
  }

  return {
    async answer(path, asker) {
      switch (path) {
        case '/health':
          return json(200, { healthy: true, version, uptimeS: Math.floor(process.uptime()) })
        case '/ready':
          return readiness()
        case '/metrics':
          if (!mayRead(asker, token))
            return json(403, { message: 'from loopback or with the metrics token only' })
          return { status: 200, contentType: registry.contentType, body: await registry.metrics() }
        default:
          return null
      }
    },
    setStopping: () => void (stopping = true),
  }
}

const json = (status: number, body: object): OpsAnswer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
})

async function reaches(reach: Reach, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, ms, false)
  try {
    return (await Promise.race([reach(), late])) !== false
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

function mayRead(asker: Asker, token: string | undefined): boolean {
  if (
    token !== undefined &&
    asker.authorization !== undefined &&
    same(asker.authorization, `Bearer ${token}`)
  )
    return true
  const family = isIP(asker.remoteAddress)
  if (family === 0 || asker.forwardedFor) return false
  return loopback.check(asker.remoteAddress, family === 4 ? 'ipv4' : 'ipv6')
}

/** Compares digests, so the time it takes tells neither the length nor the first wrong character. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
