import type { Position } from '#protocol/socket.ts'
import type { Reader, Reliable } from '../ws/reliable.ts'

type Channel = ReturnType<Reliable['channel']>

type Message = {
  epoch: string
  seq: number
  snapshot?: { n: number }
  reset?: true
  event?: { n: number }
}

/** A connection in memory: what it was offered it keeps, as long as its backlog is not full. */
export function createFakeReader() {
  const decoder = new TextDecoder()
  const frames: (Message | Message[])[] = []
  let full = false
  let open = true
  let byes = 0
  const reader: Reader = {
    offer({ bytes }) {
      if (!open || full) return false
      frames.push(JSON.parse(decoder.decode(bytes)) as Message | Message[])
      return true
    },
    bye() {
      open = false
      byes++
    },
  }
  const messages = () => frames.flat()
  const last = (): Position => {
    const { epoch, seq } = messages().at(-1)!
    return { epoch, seq }
  }
  return {
    reader,
    frames,
    messages,
    last,
    get byes() {
      return byes
    },
    setFull: (now: boolean) => void (full = now),
    /** The numbers of the events it was told, in order. */
    heard: () => messages().flatMap(m => (m.event ? [m.event.n] : [])),
    resets: () => messages().filter(m => m.reset).length,
    snapshots: () => messages().flatMap(m => (m.snapshot ? [m.snapshot.n] : [])),
    /** As a socket does it: the answer first, and what was delivered after it. */
    async join(channel: Channel, since?: Position) {
      const joined = await channel.join(reader, since)
      joined.deliver()
      return joined.ok
    },
  }
}
export type FakeReader = ReturnType<typeof createFakeReader>
