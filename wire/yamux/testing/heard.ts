import type { MuxStream, StreamClosed } from '../mux.ts'

/** Writes down what a stream tells, and hands everything on at once unless told not to. */
export function listen(stream: MuxStream, o: { consume?: boolean } = {}) {
  const heard = {
    stream,
    chunks: [] as Uint8Array[],
    /** In order: 'end', 'drain', and why it was closed. */
    told: [] as ('end' | 'drain' | StreamClosed)[],
    get text() {
      return Buffer.concat(heard.chunks).toString()
    },
    get bytes() {
      return heard.chunks.reduce((sum, it) => sum + it.length, 0)
    },
  }
  stream.events = {
    data(piece) {
      heard.chunks.push(piece)
      if (o.consume !== false) stream.consumed(piece.length)
    },
    end: () => heard.told.push('end'),
    drain: () => heard.told.push('drain'),
    closed: why => heard.told.push(why),
  }
  return heard
}

export type Heard = ReturnType<typeof listen>
