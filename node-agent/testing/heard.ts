import type { MuxStream, StreamClosed } from '#wire/yamux/mux.ts'

/** What came on a stream, and what to wait for. */
export type Heard = {
  pieces: Uint8Array[]
  bytes(): Buffer
  /** While false, nothing is handed on: the other end must stop. */
  reading(on: boolean): void
  ended: Promise<void>
  closed: Promise<StreamClosed>
  /** Resolves when so many bytes are there. */
  atLeast(bytes: number): Promise<Buffer>
}

export function heardBy(stream: MuxStream): Heard {
  const ended = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<StreamClosed>()
  const waiting: { bytes: number; resolve(all: Buffer): void }[] = []
  let reading = true
  let unread = 0
  let total = 0
  const heard: Heard = {
    pieces: [],
    bytes: () => Buffer.concat(heard.pieces),
    reading(on) {
      reading = on
      if (on) stream.consumed(unread)
      unread = 0
    },
    ended: ended.promise,
    closed: closed.promise,
    atLeast: bytes =>
      heard.bytes().length >= bytes
        ? Promise.resolve(heard.bytes())
        : new Promise(resolve => waiting.push({ bytes, resolve })),
  }
  stream.events = {
    data(chunk) {
      heard.pieces.push(chunk)
      total += chunk.length
      if (reading) stream.consumed(chunk.length)
      else unread += chunk.length
      for (const it of waiting.filter(it => total >= it.bytes)) {
        waiting.splice(waiting.indexOf(it), 1)
        it.resolve(heard.bytes())
      }
    },
    end: () => ended.resolve(),
    drain() {},
    closed: why => closed.resolve(why),
  }
  return heard
}
