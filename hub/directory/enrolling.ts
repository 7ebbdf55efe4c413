import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { answerEnroll, hearEnroll } from '#bus/enrolling.ts'
import { type Db, DbDown } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'
import type { EnrollAsk } from '#protocol/directory.ts'
import { Limits } from '#protocol/limits.ts'
import type { Keeper } from './keeper.ts'

const most = 1_000

/** Devices that ask to be taken in. Every hub hears all of them; the database takes each in once. */
export async function startEnrolling({
  db,
  bus,
  keeper,
  log,
}: {
  db: Db
  bus: Bus
  keeper: Keeper
  log: Log
}) {
  const running = new Set<string>()

  async function take(ask: EnrollAsk): Promise<void> {
    const { publicKey, code, agent, address } = ask
    const name = (agent.model ?? `${agent.platform} device`).slice(0, Limits.nameChars) || 'device'
    const done = await db.tx(async repos => {
      const enrolled = await repos.enrollments.enroll({
        publicKey,
        code,
        name,
        agent,
        address,
      })
      if ('node' in enrolled && enrolled.made) {
        const target = { kind: 'node', id: enrolled.node, label: name }
        await repos.audit.write({
          ...{ actor: null, action: 'node.enrolled', target, address: address || null },
          detail: { edge: ask.edge, platform: agent.platform, status: enrolled.status },
        })
      }
      return enrolled
    })
    if ('node' in done) await keeper.changed()
    const refused = 'refused' in done ? done.refused : null
    await answerEnroll(bus, { ask: ask.ask, refused, node: 'node' in done ? done.node : null })
  }

  return hearEnroll(bus, ask => {
    // It asks again each second; what is under way is answered once.
    if (running.has(ask.publicKey) || running.size >= most) return
    running.add(ask.publicKey)
    take(ask)
      .catch((err: unknown) => {
        if (!(err instanceof BusDown) && !(err instanceof DbDown))
          log.error({ err }, 'a device was not taken in')
      })
      .finally(() => running.delete(ask.publicKey))
  })
}
