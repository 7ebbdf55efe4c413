import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Seen } from './counted.ts'
import { openThrough, type Through } from './door-client.ts'
import type { Raw } from './plan.ts'
import { Side } from './side.ts'

const filling = Buffer.alloc(256 * 1024, 0x5a)

/** Gives so many bytes in pieces of any size, now and then with a breath between; stops when the side is closed. */
export async function say(side: Side, bytes: number, random: () => number): Promise<void> {
  for (let left = bytes; left > 0 && !side.socket.destroyed && side.socket.writable;) {
    const piece = Math.min(left, 1 + Math.floor(filling.length ** random()))
    left -= piece
    const room = side.give(filling.subarray(0, piece))
    if (!room) await new Promise<void>(resolve => side.socket.once('drain', resolve).once('close', resolve))
    else if (random() < 0.05) await sleep(1)
  }
}

/** Slow: reads a piece, rests, and so on; after so long it reads all the rest. */
export function readOn(side: Side, slowMs: number): void {
  const { socket } = side
  socket.resume()
  if (slowMs === 0) return
  const until = performance.now() + slowMs
  socket.on('data', () => {
    if (performance.now() > until) return
    socket.pause()
    setTimeout(() => socket.resume(), slowMs / 40)
  })
}

export type RawRun = {
  it: Raw
  random: () => number
  through: Omit<Through, 'early'>
  accepted: Promise<Socket>
}

/** One conversation, as planned, with both ends in our hands. */
export async function runRaw({ it, random, through, accepted }: RawRun): Promise<Pick<Seen, 'up' | 'down'>> {
  const { end } = it
  const flying = end.how === 'cut' && end.when === 'flight'
  const slowMs = 20 + 100 * random()
  const [upBytes, downBytes] =
    end.how === 'cut' && !flying
      ? [it.earlyBytes + Math.floor((it.up - it.earlyBytes) * random()), Math.floor(it.down * random())]
      : [it.up, it.down]

  const targetOpen = accepted.then(socket => {
    const side = new Side(socket)
    socket.on('data', (part: Buffer) => side.got(part.length))
    readOn(side, it.slow === 'target' ? slowMs : 0)
    const waits = end.how === 'all' && end.first === 'client'
    // A target may speak before it was spoken to.
    const said = (waits ? side.until(() => side.ended) : Promise.resolve()).then(() =>
      say(side, downBytes, random),
    )
    return { side, said }
  })
  const early = filling.subarray(0, it.earlyBytes)
  const { socket, rest } = await openThrough({ ...through, early })
  const client = new Side(socket)
  client.early(early.length)
  socket.on('data', (part: Buffer) => client.got(part.length))
  client.got(rest.length)
  readOn(client, it.slow === 'client' ? slowMs : 0)
  const { side: target, said: targetSaid } = await targetOpen
  const clientSaid = (
    end.how === 'all' && end.first === 'target' ? client.until(() => client.ended) : Promise.resolve()
  ).then(() => say(client, upBytes - early.length, random))

  if (end.how === 'all') {
    await Promise.all([
      clientSaid.then(() => client.socket.end()),
      targetSaid.then(() => target.socket.end()),
      client.until(() => client.closed),
      target.until(() => target.closed),
    ])
    return ways(client, target, client.given, target.given)
  }

  const [cutter, other] = end.by === 'client' ? [client, target] : [target, client]
  if (flying) {
    const at = Math.floor((it.up + it.down) * random() * 0.5)
    await Promise.race([
      client.until(() => client.read + target.read > at),
      target.until(() => client.read + target.read > at),
      sleep(20 + 200 * random()),
    ])
  } else {
    await Promise.all([
      clientSaid,
      targetSaid,
      target.until(() => target.read === upBytes),
      client.until(() => client.read === downBytes),
    ])
  }
  const taken = cutter.taken
  cutter.cut(end.with)
  other.socket.resume()
  await Promise.race([other.until(() => other.ended), other.until(() => other.closed)])
  other.socket.end()
  await Promise.all([cutter.until(() => cutter.closed), other.until(() => other.closed)])
  return end.by === 'client'
    ? ways(client, target, taken, target.given)
    : ways(client, target, client.given, taken)
}

const ways = (client: Side, target: Side, upTaken: number, downTaken: number) => ({
  up: { given: client.given, taken: upTaken, read: target.read },
  down: { given: target.given, taken: downTaken, read: client.read },
})
