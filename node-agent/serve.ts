import { Connect, type ConnectAnswer } from '#protocol/tunnel.ts'
import { createConnectDecoder, encodeConnect } from '#wire/tunnel/frames.ts'
import type { MuxStream } from '#wire/yamux/mux.ts'
import type { Dial, Dialing } from './dial/dial.ts'
import { type Failed, failed } from './dial/dialed.ts'
import { AgentLimits } from './limits.ts'
import { Relay } from './relay.ts'
import type { EdgeAddress } from './tunnel/secure.ts'

// edge --{"connect":"host:port"}--> device dials --{"ok":true}--> raw bytes both ways

export type Serve = {
  /** A stream that the edge opened, which is there as its tunnel's socket has it. */
  take(stream: MuxStream, edge: EdgeAddress | null): void
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
  /** Whether this is the edge itself: what it wants there is its own affair, bounded, and no session. */
  isEdge(target: string, edge: EdgeAddress): boolean
  /** Why another session is not taken; asked for each of them. */
  refuse(sessions: number): string | null
  count(bytes: number): void
  onChange(): void
}): Serve {
  const sessions = new Set<Session>()
  const waiting: (() => void)[] = []

  function take(stream: MuxStream, edge: EdgeAddress | null): void {
    const decoder = createConnectDecoder({ maxBytes: AgentLimits.connectFrameBytes })
    const early: Uint8Array[] = []
    let frameBytes = 0
    let asked = false
    let peerEnded = false
    let isOver = false
    let dialing: Dialing | null = null
    let session: Session = { cut: () => stream.reset() }
    sessions.add(session)

    function over(): void {
      isOver = true
      uncount()
    }
    function uncount(): void {
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
      if (!connect.success) return answerNo(failed('unreachable', 'this is no connect request'))
      const target = connect.data.connect
      const toEdge = edge !== null && o.isEdge(target, edge)
      const why = toEdge ? null : o.refuse(sessions.size - 1)
      if (isOver) return
      // What is forbidden is said to be that, also by a device that takes nothing now.
      const counts = !toEdge && why === null
      if (!counts) uncount()
      dialing = toEdge ? o.dial.edge(edge) : o.dial(target, why === null ? null : failed('overloaded', why))
      void dialing.result.then(dialed => {
        if (!dialed.ok) return void (isOver || answerNo(dialed))
        const { socket } = dialed
        if (isOver) return void socket.on('error', () => {}).destroy()
        stream.write(yes)
        stream.consumed(frameBytes)
        sessions.delete(session)
        const relay = new Relay(stream, socket, { early, count: counts ? o.count : bounded, ended: over })
        session = relay
        if (counts) sessions.add(session)
        if (peerEnded) socket.end()
      })
    }

    let edgeBytes = 0
    function bounded(bytes: number): void {
      edgeBytes += bytes
      if (edgeBytes > AgentLimits.toEdgeBytes) session.cut()
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
