import type { SelfTry } from '#protocol/trust/self-test.ts'
import type { OnlineNode } from '../tunnels/node.ts'
import { type HomeTarget, homeTargets } from './home-targets.ts'

const tryMs = 5_000
/** Of one device at once. */
const atOnce = 6

/** Asks a device for its owner's home, past what this edge itself refuses. Nothing is sent when it gets there. */
export async function testHome(node: OnlineNode, rebindingName: string | null): Promise<SelfTry[]> {
  const targets = homeTargets(rebindingName)
  const tries: SelfTry[] = Array(targets.length)
  let next = 0
  async function some(): Promise<void> {
    for (let n = next++; n < targets.length; n = next++) tries[n] = await tryOne(node, targets[n]!)
  }
  await Promise.all(Array.from({ length: atOnce }, some))
  return tries
}

async function tryOne(node: OnlineNode, { range, target }: HomeTarget): Promise<SelfTry> {
  const { connected, over } = await node.check(target, tryMs)
  if (connected.ok) {
    connected.arrived.stream.reset()
    over()
    return { range, target, result: 'reached', answer: 'ok' }
  }
  return { range, target, result: meaningOf(connected.code), answer: connected.code }
}

/**
 * `refused` is the word of whoever was reached: a connection was tried in the home, and only what listens there decided.
 * Without an answer nothing is known: a device may be busy, the home may have no such address.
 */
function meaningOf(answer: SelfTry['answer']): SelfTry['result'] {
  if (answer === 'forbidden') return 'refused'
  return answer === 'refused' ? 'reached' : 'unclear'
}
