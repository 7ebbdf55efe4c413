import { randomUUID } from 'node:crypto'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { Bus } from './connect.ts'
import { insured } from './insured.ts'
import { keys } from './names.ts'
import type { Script } from './script.ts'
import { beat, releaseAll, renewAll, take } from './slot-scripts.ts'

/**
 * Counts what is open at once (the sockets of a user, of an address) over all processes and hosts: per key a set
 * of members, each with an expiry that its process keeps moving. The members of a process that was killed expire; when
 * somebody needs their room they are put out as soon as that process has missed a few beats.
 * bus/census.ts counts them by who holds them: of a member `<holder>/…` that is what comes first.
 */
export type Slots = {
  /** False when the key is full. Whoever took gives back, also when the socket closed while it was asking. */
  take(key: string, member: string): Promise<boolean>
  /** Never fails: nobody waits for it, and what could not be given back expires. */
  release(key: string, member: string): Promise<void>
  /** Everything this process holds lives on for another `ttlMs`. Goes on by itself; also heals an emptied Redis. */
  renew(): Promise<void>
  /** Ends the renewing and gives everything back. */
  stop(): Promise<void>
}

type Member = { key: string; member: string }
/** Of one script: few enough that nobody else waits for Redis because of it. */
const batchMembers = 500
/** Each process says so often that it lives. */
const beatMs = 1_000

export function createSlots(bus: Bus, o: { name: string; max: number; ttlMs: number; log: Log }): Slots {
  const held = new Map<string, Set<string>>()
  const self = randomUUID().slice(0, 8)
  const said = (member: string) => `${member}@${self}`
  const keysOf = (...wanted: string[]) => [
    ...keys.slotIndex(o.name),
    ...wanted.map(key => keys.slots(o.name, key)),
  ]

  function hold(key: string, member: string): true {
    const members = held.get(key) ?? new Set()
    held.set(key, members.add(member))
    return true
  }
  function drop(key: string, member: string): void {
    const members = held.get(key)
    if (members?.delete(member) && members.size === 0) held.delete(key)
  }
  const all = (): Member[] =>
    [...held].flatMap(([key, members]) => [...members].map(member => ({ key, member })))

  /** Acts on those that `still` count when their batch is sent, and not when the first one was. */
  async function inBatches(act: Script, members: Member[], still: (one: Member) => boolean): Promise<void> {
    for (let i = 0; i < members.length; i += batchMembers) {
      const batch = members.slice(i, i + batchMembers).filter(still)
      if (batch.length === 0) continue
      const names = keysOf(...batch.map(one => one.key))
      const args = batch.flatMap(one => [said(one.member), one.key])
      await bus.run(redis => act(redis, names, [o.ttlMs, self, ...args]))
    }
  }
  const isHeld = ({ key, member }: Member) => held.get(key)?.has(member) === true

  const renew = () =>
    insured(
      o,
      () => inBatches(renewAll, all(), isHeld),
      () => {},
    )

  const live = () =>
    insured(
      o,
      () => bus.run(async redis => void (await beat(redis, keysOf(), [o.ttlMs, self]))),
      () => {},
    )
  const stopBeating = every(beatMs, () => (held.size > 0 ? live() : undefined), { log: o.log, unref: true })
  const stopRenewing = every(o.ttlMs / 3, renew, { log: o.log, unref: true })
  const off = bus.onChange(up => {
    if (up) renew().catch((err: unknown) => o.log.error({ err }, 'slots not renewed'))
  })

  return {
    async take(key, member) {
      const taken = await insured(
        o,
        () =>
          bus.run(async redis => {
            const args = [o.ttlMs, self, o.max, said(member), key]
            return Number(await take(redis, keysOf(key), args)) === 1
          }),
        () => (held.get(key)?.size ?? 0) < o.max,
      )
      return taken && hold(key, member)
    },
    async release(key, member) {
      drop(key, member)
      await insured(
        o,
        () => inBatches(releaseAll, [{ key, member }], () => true),
        () => {},
      ).catch((err: unknown) => o.log.warn({ err, slots: o.name }, 'a slot was not given back'))
    },
    renew,
    async stop() {
      off()
      await Promise.all([stopRenewing(), stopBeating()])
      const last = all()
      held.clear()
      await insured(
        o,
        () => inBatches(releaseAll, last, one => !isHeld(one)),
        () => {},
      )
    },
  }
}
