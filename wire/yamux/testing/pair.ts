import { createMux, type Mux, type MuxLimits, type MuxOptions, type MuxStream } from '../mux.ts'

export const testLimits: MuxLimits = {
  maxStreams: 1_000,
  windowBytes: 256 * 1024,
  maxWindowBytes: 1024 * 1024,
  maxFrameBytes: 64 * 1024,
  unsentHighBytes: 64 * 1024,
}

export type SideOptions = Partial<Omit<MuxOptions, 'limits' | 'role' | 'send'>> & {
  limits?: Partial<MuxLimits>
  /** So many bytes fill the socket's queue. */
  queueBytes?: number
}

/** One end of a connection whose bytes move only when the test says so. */
export type Side = {
  mux: Mux
  queueBytes: number
  /** Bytes that left the mux and have not been delivered. */
  out: Uint8Array[]
  accepted: MuxStream[]
  goAways: number[]
}

export function createSide(role: 'client' | 'server', o: SideOptions = {}, make = createMux): Side {
  const { limits, queueBytes = Infinity, onStream, ...rest } = o
  const side: Omit<Side, 'mux'> = { queueBytes, out: [], accepted: [], goAways: [] }
  const mux = make({
    now: () => 0,
    onGoAway: code => side.goAways.push(code),
    ...rest,
    role,
    limits: { ...testLimits, ...limits },
    onStream(stream) {
      side.accepted.push(stream)
      onStream?.(stream)
    },
    send(header, payload) {
      side.out.push(header.slice())
      if (payload !== null) side.out.push(payload)
      return side.queueBytes === Infinity || size(side.out) < side.queueBytes
    },
  })
  return Object.assign(side, { mux })
}

/** All that left `from` so far arrives at `to`, in pieces as `cut` says. */
export function deliver(
  from: Side,
  to: Side,
  cut: (bytes: Uint8Array) => Iterable<Uint8Array> = whole => [whole],
): void {
  const bytes = Buffer.concat(from.out.splice(0))
  from.mux.drained()
  if (bytes.length > 0) for (const piece of cut(bytes)) to.mux.receive(piece)
}

/** To and fro, until nobody has anything to say. */
export function settle(a: Side, b: Side, cut?: (bytes: Uint8Array) => Iterable<Uint8Array>): void {
  while (a.out.length + b.out.length > 0) {
    deliver(a, b, cut)
    deliver(b, a, cut)
  }
}

export function createPair(o: { client?: SideOptions; server?: SideOptions } = {}) {
  return { client: createSide('client', o.client), server: createSide('server', o.server) }
}

const size = (parts: readonly Uint8Array[]) => parts.reduce((sum, it) => sum + it.length, 0)
