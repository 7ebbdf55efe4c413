import type { TestHub } from '#hub/testing/hub.ts'
import { type Times, timesOf } from '../history/measure.ts'
import { type Question, questions } from './questions.ts'

export type Measured = {
  name: string
  status: number
  kilobytes: number
  cold: Times
  warm: Times
  four: Times
}
const together = 4

/** Through the hub's own door, as an operator asks. */
export async function askNodes(
  hub: TestHub,
  { times, again, of = questions }: { times: number; again: number; of?: readonly Question[] },
): Promise<Measured[]> {
  const results: Measured[] = []
  for (const { name, path } of of) {
    const operator = await hub.signedIn('operator')
    let [status, kilobytes, n] = [0, 0, 0]
    async function ask(): Promise<number> {
      const wanted = path(n++)
      const at = performance.now()
      const reply = await operator.get(wanted)
      const ms = performance.now() - at
      status = Math.max(status, reply.status)
      kilobytes = Math.round(reply.text.length / 1e3)
      return ms
    }
    const cold: number[] = []
    for (let i = 0; i < times; i++) cold.push(await ask())
    const warm: number[] = []
    for (let i = 0; i < times * again; i++) warm.push(await ask())
    const four: number[] = []
    for (let i = 0; i < (times * again) / together; i++)
      four.push(...(await Promise.all(Array.from({ length: together }, ask))))
    results.push({ name, status, kilobytes, cold: timesOf(cold), warm: timesOf(warm), four: timesOf(four) })
  }
  return results
}
