import type { Mux, MuxOptions, MuxStream, StreamClosed, StreamEvents } from '../mux.ts'

const window = 256 * 1024
const types = ['data', 'window', 'ping', 'goAway']

type Slow = {
  stream: MuxStream & { unsent: number; written: number; received: number }
  mayReceive: number
  maySend: number
  toSend: Buffer
  drainDue: boolean
  finWanted: boolean
  finSent: boolean
  finReceived: boolean
}

/**
 * The slow twin: yamux as one would write it from the specification on a quiet afternoon. Whole frames are put
 * together before anyone looks at them, every byte read is given back at once, windows stay as they are. What it
 * delivers, `createMux` must deliver.
 */
export function createSlowMux(o: MuxOptions): Mux {
  const streams = new Map<number, Slow>()
  const pings = new Map<number, { at: number; answer(ms: number): void; fail(error: Error): void }>()
  let received: Buffer = Buffer.alloc(0)
  let nextId = o.firstId ?? (o.role === 'client' ? 1 : 2)
  let nextPing = 0
  let full = false
  let ended = false
  let goingAway = false
  let rttMs: number | null = null

  function say(type: number, flags: number, id: number, length: number, payload: Buffer | null = null) {
    if (ended) return
    const header = Buffer.alloc(12)
    header.writeUInt8(type, 1)
    header.writeUInt16BE(flags, 2)
    header.writeUInt32BE(id, 4)
    header.writeUInt32BE(length, 8)
    if (!o.send(header, payload)) full = true
  }

  function begin(id: number): Slow {
    const events: StreamEvents = { data() {}, end() {}, drain() {}, closed() {} }
    const slow: Slow = {
      mayReceive: window,
      maySend: window,
      toSend: Buffer.alloc(0),
      drainDue: false,
      finWanted: false,
      finSent: false,
      finReceived: false,
      stream: {
        id,
        events,
        unsent: 0,
        written: 0,
        received: 0,
        write(chunk) {
          slow.toSend = Buffer.concat([slow.toSend, chunk])
          pump()
          slow.drainDue = slow.toSend.length >= o.limits.unsentHighBytes
          return !slow.drainDue
        },
        end() {
          slow.finWanted = true
          pump()
        },
        reset() {
          if (!streams.has(id)) return
          say(1, 8, id, 0)
          close(slow, 'reset')
        },
        consumed(bytes) {
          if (bytes === 0 || !streams.has(id) || slow.finReceived) return
          slow.mayReceive += bytes
          say(1, 0, id, bytes)
        },
      },
    }
    streams.set(id, slow)
    return slow
  }

  function close(slow: Slow, why: StreamClosed) {
    if (!streams.delete(slow.stream.id)) return
    slow.toSend = Buffer.alloc(0)
    slow.stream.unsent = 0
    slow.stream.events.closed(why)
  }

  /** A round: one frame of each that can send, until none can. */
  function pump() {
    for (let sent = true; sent;) {
      sent = false
      for (const slow of [...streams.values()]) {
        const bytes = Math.min(slow.toSend.length, slow.maySend, o.limits.maxFrameBytes)
        if (bytes > 0 && !full) {
          say(0, 0, slow.stream.id, bytes, slow.toSend.subarray(0, bytes))
          slow.toSend = slow.toSend.subarray(bytes)
          slow.maySend -= bytes
          slow.stream.written += bytes
          sent = true
        }
        slow.stream.unsent = slow.toSend.length
        if (slow.finWanted && !slow.finSent && slow.toSend.length === 0) {
          say(1, 4, slow.stream.id, 0)
          slow.finSent = true
          if (slow.finReceived) close(slow, 'done')
        }
        if (slow.drainDue && slow.toSend.length === 0 && streams.has(slow.stream.id)) {
          slow.drainDue = false
          slow.stream.events.drain()
        }
      }
    }
  }

  function frame(type: string, flags: number, id: number, length: number, payload: Buffer) {
    if (type === 'ping' && flags & 1) return say(2, 2, 0, length)
    if (type === 'ping') {
      const asked = pings.get(length)
      pings.delete(length)
      if (asked) asked.answer((rttMs = o.now() - asked.at))
      return
    }
    if (type === 'goAway') {
      goingAway = true
      return o.onGoAway?.(length)
    }
    if (flags & 1) {
      say(1, 2, id, 0)
      o.onStream?.(begin(id).stream)
    }
    const slow = streams.get(id)
    if (!slow) return
    if (flags & 8) return close(slow, 'reset')
    if (type === 'window') slow.maySend += length
    if (payload.length > 0) {
      slow.mayReceive -= payload.length
      if (slow.mayReceive < 0) throw new Error('window exceeded')
      slow.stream.received += payload.length
      slow.stream.events.data(payload)
    }
    if (flags & 4 && streams.has(id)) {
      slow.finReceived = true
      slow.stream.events.end()
      if (slow.finSent) close(slow, 'done')
    }
    pump()
  }

  return {
    get streams() {
      return streams.size
    },
    get rttMs() {
      return rttMs
    },
    get goingAway() {
      return goingAway
    },
    open() {
      if (goingAway || ended || streams.size >= o.limits.maxStreams) return null
      const { stream } = begin(nextId)
      nextId += 2
      say(1, 1, stream.id, 0)
      return stream
    },
    receive(chunk) {
      received = Buffer.concat([received, chunk])
      while (received.length >= 12) {
        const type = types[received.readUInt8(1)]
        const length = received.readUInt32BE(8)
        const size = 12 + (type === 'data' ? length : 0)
        if (received.length < size) return
        const whole = received.subarray(0, size)
        received = received.subarray(size)
        frame(type!, whole.readUInt16BE(2), whole.readUInt32BE(4), length, whole.subarray(12))
      }
    },
    drained() {
      full = false
      pump()
    },
    ping() {
      return new Promise((answer, fail) => {
        pings.set(nextPing, { at: o.now(), answer, fail })
        say(2, 1, 0, nextPing++)
      })
    },
    goAway(code = 0) {
      if (!goingAway) say(3, 0, 0, code)
      goingAway = true
    },
    fail(code = 1) {
      say(3, 0, 0, code)
      this.ended()
    },
    ended() {
      ended = true
      for (const slow of [...streams.values()]) close(slow, 'lost')
      for (const { fail } of pings.values()) fail(new Error('ended'))
    },
  }
}
