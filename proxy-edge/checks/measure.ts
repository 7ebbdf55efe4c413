import type { MuxStream, StreamEvents } from '#wire/yamux/mux.ts'
import type { OnlineNode } from '../tunnels/node.ts'
import type { Awaited, Echo } from './echo.ts'

export type Measured = {
  exit: string | null
  exitFault: string | null
  rttMs: number | null
  bytesPerSecond: number | null
}

const pings = 3
/** Bytes that come in one piece tell of no time between them. */
const leastMs = 1

/** What a node's tunnel and its way out are like. It never rejects: what does not come is a fault or null. */
export async function measure(
  node: OnlineNode,
  o: { echo: Echo; target: string; timeoutMs: number; burst?: number },
): Promise<Measured> {
  const [rttMs, way] = await Promise.all([shortestPing(node, o.timeoutMs), wayOut(node, o)])
  return { rttMs, ...way }
}

async function wayOut(
  node: OnlineNode,
  o: { echo: Echo; target: string; timeoutMs: number; burst?: number },
): Promise<Omit<Measured, 'rttMs'>> {
  const until = performance.now() + o.timeoutMs
  const { connected, over } = await node.check(o.target, o.timeoutMs)
  if (!connected.ok) return { exit: null, exitFault: connected.code, bytesPerSecond: null }
  const awaited = o.echo.expect(o.burst)
  const { stream } = connected.arrived
  const reading = new Reading(stream, awaited, Math.max(0, until - performance.now()))
  connected.arrived.take(reading)
  stream.write(awaited.line)
  const fault = await reading.done
  stream.reset()
  over()
  awaited.forget()
  // The door has seen who came: what the device says of it, and whether it says anything, changes nothing.
  const exit = awaited.address
  return {
    exit,
    exitFault: exit === null ? (fault ?? 'no_echo') : null,
    bytesPerSecond: exit === null ? null : reading.bytesPerSecond,
  }
}

/** What comes back through the device: a line of which nothing is believed, then bytes that only the door could know. */
class Reading implements StreamEvents {
  readonly done: Promise<'timeout' | 'lost' | null>
  readonly #finish: (fault: 'timeout' | 'lost' | null) => void
  readonly #stream: MuxStream
  readonly #payload: Buffer
  readonly #timer: NodeJS.Timeout
  #inPayload = false
  #bytes = 0
  #firstBytes = 0
  #firstAt = 0
  #lastAt = 0

  constructor(stream: MuxStream, { payload }: Awaited, timeoutMs: number) {
    const { promise, resolve } = Promise.withResolvers<'timeout' | 'lost' | null>()
    this.#stream = stream
    this.#payload = payload
    this.done = promise
    this.#timer = setTimeout(resolve, timeoutMs, 'timeout')
    this.#finish = fault => {
      clearTimeout(this.#timer)
      resolve(fault)
    }
  }

  /** As far as they came; null when they were not the ones that were sent. */
  get bytesPerSecond(): number | null {
    const rest = this.#bytes - this.#firstBytes
    const counted = rest > 0 ? rest : this.#bytes
    if (counted <= 0) return null
    return Math.floor((counted * 1_000) / Math.max(leastMs, this.#lastAt - this.#firstAt))
  }

  data(piece: Uint8Array): void {
    this.#stream.consumed(piece.length)
    let bytes = piece
    if (!this.#inPayload) {
      const end = piece.indexOf(0x0a)
      if (end < 0) return
      this.#inPayload = true
      bytes = piece.subarray(end + 1)
      if (bytes.length === 0) return
    }
    const now = performance.now()
    if (this.#bytes === 0) [this.#firstAt, this.#firstBytes] = [now, bytes.length]
    this.#lastAt = now
    const expected = this.#payload.subarray(this.#bytes, this.#bytes + bytes.length)
    this.#bytes += bytes.length
    if (!expected.equals(bytes)) {
      // Made up, to look quicker than it is.
      this.#bytes = 0
      return this.#finish(null)
    }
    if (this.#bytes === this.#payload.length) this.#finish(null)
  }
  end(): void {
    this.#finish(null)
  }
  drain(): void {}
  closed(): void {
    this.#finish('lost')
  }
}

/** Of a few in a row, since any one of them may have had to wait behind something. */
async function shortestPing(node: OnlineNode, timeoutMs: number): Promise<number | null> {
  const { tunnel } = node
  if (!tunnel) return null
  const { mux } = tunnel.attached
  let shortest: number | null = null
  async function some(): Promise<void> {
    for (let n = 0; n < pings; n++) shortest = Math.min(shortest ?? Infinity, await mux.ping())
  }
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, timeoutMs)
  await Promise.race([some().catch(() => {}), late.promise])
  clearTimeout(timer)
  return shortest
}
