import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { randomId, seededRandom } from './edge.ts'

/** An edge in a process of its own: each account has one session that carries bytes each second, over all nodes. */
export async function startPublisher({
  redisUrl,
  accounts,
  nodes,
  seed,
}: {
  redisUrl: string
  accounts: number
  nodes: number
  seed: number
}) {
  const about = { redis: redisUrl, edges: 1, accounts, nodes, sessions: 1, seed }
  const args = Object.entries(about).flatMap(([name, value]) => [`--${name}`, String(value)])
  const child = fork(join(import.meta.dirname, 'publish-main.ts'), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the publisher did not start'))),
  ])
  const random = seededRandom(seed)
  return {
    accounts: Array.from({ length: accounts }, () => randomId(random)),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
