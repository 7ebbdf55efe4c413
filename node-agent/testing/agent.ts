import { generateKeyPairSync } from 'node:crypto'
import type { TestContext } from 'node:test'
import { parseAllowList } from '#wire/addresses/lists.ts'
import { type Agent, type AgentOptions, createAgent } from '../agent.ts'
import { createDial } from '../dial/dial.ts'
import { createJudge } from '../dial/judge.ts'
import { createNameServer, type Resolve } from '../dial/resolve.ts'
import type { Known, MonthBytes } from '../keep/kept.ts'
import type { Store } from '../keep/store.ts'
import type { OwnRules } from '../policy.ts'
import type { TestEdge } from './edge.ts'
import { handDevice, type HandDevice } from './device.ts'

export const noRules: OwnRules = {
  batteryFloor: null,
  chargingOnly: false,
  wifiOnly: false,
  maxSessions: null,
  monthlyBytes: null,
  schedule: [],
}

export function memoryStore(): Store {
  const { privateKey } = generateKeyPairSync('ed25519')
  let known: Known | null = null
  let month: MonthBytes | null = null
  return {
    privateKey,
    known: () => known,
    saveKnown: it => void (known = it),
    month: () => month,
    saveMonth: it => void (month = it),
  }
}

export type TestAgent = Agent & {
  store: Store
  device: HandDevice
  told: string[]
  /** Resolves when the view is so. */
  is(fits: (view: ReturnType<Agent['view']>) => boolean): Promise<void>
}

/** A real agent of a test's edge. Loopback is allowed unless the test says what is. */
export function createTestAgent(
  t: TestContext,
  edge: Pick<TestEdge, 'port'>,
  o: Partial<AgentOptions> & { allow?: string; resolve?: Resolve } = {},
): TestAgent {
  const device = handDevice()
  const store = o.store ?? memoryStore()
  const told: string[] = []
  const watching = new Set<() => void>()
  const judge = createJudge(parseAllowList(o.allow ?? '127.0.0.0/8,[::1]'))
  const agent = createAgent({
    edge: { host: '127.0.0.1', port: edge.port },
    pin: null,
    enrollment: null,
    own: noRules,
    dial: createDial({ judge, resolve: o.resolve ?? createNameServer().resolve, from: o.from ?? null }),
    device,
    random: () => 0.01,
    ...o,
    store,
    tell: text => void told.push(text),
    onChange() {
      for (const look of watching) look()
    },
  })
  t.after(() => agent.stop())
  return Object.assign(agent, {
    store,
    device: (o.device as HandDevice | undefined) ?? device,
    told,
    is: (fits: (view: ReturnType<Agent['view']>) => boolean) =>
      new Promise<void>(resolve => {
        const look = () => {
          if (!fits(agent.view())) return
          watching.delete(look)
          resolve()
        }
        watching.add(look)
        look()
      }),
  })
}
