import { randomUUID } from 'node:crypto'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { Bus } from './connect.ts'
import { insured } from './insured.ts'
import { keys } from './names.ts'
import type { Script } from './script.ts'
import { releaseAll, renewAll, take } from './slot-scripts.ts'

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

type Held = [key: string, members: Iterable<string>]
/** Of one script: few enough that nobody else waits for Redis because of it. */
const batchMembers = 500
/** Each process says so often that it lives, and renews some of what it holds. */
const beatMs = 1_000

export function createSlots(bus: Bus, o: { name: string; max: number; ttlMs: number; log: Log }): Slots {
  const held = new Map<string, Set<string>>()
  const self = randomUUID().slice(0, 8)
  const said = (member: string) => `${member}@${self}`
  const keysOf = (...wanted: string[]) => [
    ...keys.slotIndex(o.name),
    ...wanted.map(key => keys.slots(o.name, key)),
  ]
  const prefix = keys.slots(o.name, '').length

  function hold(key: string, member: string): true {
    const members = held.get(key) ?? new Set()
    held.set(key, members.add(member))
    return true
  }
  function drop(key: string, member: string): void {
    const members = held.get(key)
    if (members?.delete(member) && members.size === 0) held.delete(key)
  }

  const send = (act: Script, some: [key: string, members: string[]][]) => {
    const args = some.map(([, members]) => members.map(said).join('\n'))
    return bus.run(redis => act(redis, keysOf(...some.map(([key]) => key)), [o.ttlMs, self, prefix, ...args]))
  }
  /** Acts on those that `still` count when their batch is sent, and not when the first one was. */
  async function inBatches(act: Script, all: Held[], still: (key: string, member: string) => boolean) {
    let batch: [string, string[]][] = []
    let size = 0
    for (const [key, each] of all) {
      const members = [...each].filter(member => still(key, member))
      if (members.length === 0) continue
      if (size > 0 && size + members.length > batchMembers) {
        await send(act, batch)
        batch = []
        size = 0
      }
      batch.push([key, members])
      size += members.length
    }
    if (size > 0) await send(act, batch)
  }
  const isHeld = (key: string, member: string) => held.get(key)?.has(member) === true

  /** Ten thousand are renewed one after another: each in its turn, three times before it would expire. */
  const beatsARound = Math.max(1, Math.floor(o.ttlMs / 3 / beatMs))
  let round = held.entries()
  function* nextOfRound(): Generator<Held> {
    for (let left = Math.ceil(held.size / beatsARound); left > 0; left--) {
      let next = round.next()
      if (next.done) next = (round = held.entries()).next()
      if (next.done) return
      yield next.value
    }
  }
  const renewed = (some: () => Iterable<Held>) =>
    insured(
      o,
      () => inBatches(renewAll, [...some()], isHeld),
      () => {},
    )
  const renew = () => renewed(() => held)

  const stopBeating = every(beatMs, () => renewed(nextOfRound), { log: o.log, unref: true })
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
        () => inBatches(releaseAll, [[key, [member]]], () => true),
        () => {},
      ).catch((err: unknown) => o.log.warn({ err, slots: o.name }, 'a slot was not given back'))
    },
    renew,
    async stop() {
      off()
      await stopBeating()
      const last = [...held]
      held.clear()
      await insured(
        o,
        () => inBatches(releaseAll, last, (key, member) => !isHeld(key, member)),
        () => {},
      )
    },
  }
}
