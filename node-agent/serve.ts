import { Connect, type ConnectAnswer } from '#protocol/tunnel.ts'
import { createConnectDecoder, encodeConnect } from '#wire/tunnel/frames.ts'
import type { MuxStream } from '#wire/yamux/mux.ts'
import type { Dial, Dialing } from './dial/dial.ts'
import { type Failed, failed } from './dial/dialed.ts'
import { AgentLimits } from './limits.ts'
import { Relay } from './relay.ts'

// edge --{"connect":"host:port"}--> device dials --{"ok":true}--> raw bytes both ways

export type Serve = {
  /** A stream that the edge opened. */
  take(stream: MuxStream): void
  /** Opening ones and open ones. */
  readonly sessions: number
  /** Ends all of them, now. */
  cutAll(): void
  /** Resolves when there is none. */
  idle(): Promise<void>
}

type Session = { cut(): void }

const yes = encodeConnect({ ok: true } satisfies ConnectAnswer)

export function createServe(o: {
  dial: Dial
  /** Why another session is not taken; asked for each of them. */
  refuse(sessions: number): string | null
  count(bytes: number): void
  onChange(): void
}): Serve {
  const sessions = new Set<Session>()
  const waiting: (() => void)[] = []

  function take(stream: MuxStream): void {
    const decoder = createConnectDecoder({ maxBytes: AgentLimits.connectFrameBytes })
    const early: Uint8Array[] = []
    let frameBytes = 0
    let asked = false
    let peerEnded = false
    let dialing: Dialing | null = null
    let session: Session = { cut: () => stream.reset() }
    sessions.add(session)

    function over(): void {
      if (!sessions.delete(session)) return
      if (sessions.size === 0) for (const resolve of waiting.splice(0)) resolve()
      o.onChange()
    }

    function answerNo(why: Failed): void {
      stream.write(encodeConnect({ ok: false, code: why.code, message: why.message } satisfies ConnectAnswer))
      stream.end()
      // What still comes is not wanted, until the edge's FIN.
      stream.consumed(stream.received)
      stream.events = dropping(stream)
      over()
    }

    function start(message: unknown): void {
      const connect = Connect.safeParse(message)
      const why = o.refuse(sessions.size - 1)
      if (!connect.success) return answerNo(failed('unreachable', 'this is no connect request'))
      if (why !== null) return answerNo(failed('overloaded', why))
      dialing = o.dial(connect.data.connect)
      void dialing.result.then(dialed => {
        if (!dialed.ok) return void (sessions.has(session) && answerNo(dialed))
        const { socket } = dialed
        if (!sessions.has(session)) return void socket.on('error', () => {}).destroy()
        stream.write(yes)
        stream.consumed(frameBytes)
        sessions.delete(session)
        session = new Relay(stream, socket, { early, count: o.count, ended: over })
        sessions.add(session)
        if (peerEnded) socket.end()
      })
    }

    stream.events = {
      data(chunk) {
        if (asked) return void early.push(chunk)
        try {
          const found = decoder.push(chunk)
          frameBytes += chunk.length
          if (!found) return
          asked = true
          frameBytes -= found.rest.length
          if (found.rest.length > 0) early.push(found.rest)
          start(found.message)
        } catch {
          stream.reset()
        }
      },
      end() {
        peerEnded = true
        if (!asked) stream.reset()
      },
      drain() {},
      closed() {
        dialing?.cancel()
        over()
      },
    }
    o.onChange()
  }

  return {
    take,
    get sessions() {
      return sessions.size
    },
    cutAll() {
      for (const session of sessions) session.cut()
    },
    idle: () => (sessions.size === 0 ? Promise.resolve() : new Promise(resolve => waiting.push(resolve))),
  }
}

const dropping = (stream: MuxStream) => ({
  data: (chunk: Uint8Array) => stream.consumed(chunk.length),
  end() {},
  drain() {},
  closed() {},
})
