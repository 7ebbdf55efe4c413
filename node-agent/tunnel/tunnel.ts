import type { KeyObject } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { Limits } from '#protocol/limits.ts'
import { type AgentFacts, FromEdge, type FromDevice } from '#protocol/tunnel.ts'
import { createControlDecoder, encodeControl } from '#wire/tunnel/frames.ts'
import type { Mux, MuxStream } from '#wire/yamux/mux.ts'
import { attachMux, type MuxEnd } from '#wire/yamux/over-socket.ts'
import { AgentLimits } from '../limits.ts'
import { TunnelFault } from './fault.ts'
import { helloFor } from './hello.ts'
import { connectSecurely, type EdgeAddress } from './secure.ts'

// device --TLS--> edge   pin checked, nothing said before it
// stream 1: <-- challenge, --> hello, <-- welcome | refused; then state and leave, policy, status and leaving

export type Welcome = Extract<FromEdge, { type: 'welcome' }>

export type TunnelOptions = {
  edge: EdgeAddress
  pin: string | null
  privateKey: KeyObject
  enrollment: string | null
  agent: AgentFacts
  /** And the edge as the tunnel's socket has it; null when that is gone already. */
  onStream(stream: MuxStream, edge: EdgeAddress | null): void
  /** The welcome, and what is said after it. */
  onMessage(message: FromEdge): void
  /** Gives up what is not a tunnel yet. */
  signal: AbortSignal
  /** The address of ours that it is dialled from; null: the machine chooses. */
  from?: string | null
}

export type Tunnel = {
  readonly welcome: Welcome
  /** Of the edge's certificate. */
  readonly pin: string
  readonly mux: Mux
  say(message: FromDevice): void
  readonly ended: Promise<MuxEnd>
  /** Says what is queued, then ends. */
  close(): void
  destroy(): void
}

/** Rejects with a `TunnelFault`. */
export async function openTunnel(o: TunnelOptions): Promise<Tunnel> {
  const deadline = AbortSignal.timeout(Limits.tunnelHelloMs + Limits.enrollAnswerMs)
  const signal = AbortSignal.any([o.signal, deadline])
  const { socket, pin } = await connectSecurely({ edge: o.edge, pin: o.pin, signal, from: o.from ?? null })
  return introduce(o, socket, pin, signal)
}

function introduce(o: TunnelOptions, socket: TLSSocket, pin: string, signal: AbortSignal): Promise<Tunnel> {
  const { promise, resolve, reject } = Promise.withResolvers<Tunnel>()
  const ended = Promise.withResolvers<MuxEnd>()
  let welcomed = false

  const { remoteAddress: host, remotePort: port } = socket
  const edge = host === undefined || port === undefined ? null : { host, port }

  const attached = attachMux(socket, {
    role: 'client',
    limits: {
      // The control stream is one of them.
      maxStreams: Limits.tunnelStreams + 1,
      windowBytes: AgentLimits.windowBytes,
      maxWindowBytes: AgentLimits.maxWindowBytes,
      maxFrameBytes: AgentLimits.maxFrameBytes,
      unsentHighBytes: AgentLimits.unsentHighBytes,
    },
    queueHighBytes: AgentLimits.queueHighBytes,
    keepAliveMs: Limits.tunnelPingMs,
    silentMs: Limits.tunnelSilentMs,
    onStream: stream => (welcomed ? o.onStream(stream, edge) : stream.reset()),
    onEnded(end) {
      fail(new TunnelFault('protocol', 'the edge hung up before it said welcome'))
      ended.resolve(end)
    },
  })
  const { mux } = attached
  const control = mux.open()
  if (!control) throw new Error('a new mux opens no stream')

  function fail(fault: TunnelFault): void {
    if (welcomed) return
    signal.removeEventListener('abort', giveUp)
    reject(fault)
    attached.destroy()
  }
  const giveUp = () => fail(new TunnelFault('timeout', 'the edge does not answer'))
  signal.addEventListener('abort', giveUp, { once: true })

  function introduced(message: FromEdge): void {
    switch (message.type) {
      case 'challenge':
        control!.write(
          encodeControl(
            helloFor({
              privateKey: o.privateKey,
              nonce: message.nonce,
              exporter: socket,
              enrollment: o.enrollment,
              agent: o.agent,
            }),
          ),
        )
        return
      case 'refused':
        return fail(new TunnelFault('refused', message.message, message.code))
      case 'welcome':
        welcomed = true
        signal.removeEventListener('abort', giveUp)
        o.onMessage(message)
        return resolve({
          welcome: message,
          pin,
          mux,
          say: said => void control!.write(encodeControl(said)),
          ended: ended.promise,
          close: () => attached.close(),
          destroy: () => attached.destroy(),
        })
      case 'policy':
      case 'status':
      case 'leaving':
        return
    }
  }

  function heard(said: unknown): void {
    const message = FromEdge.safeParse(said)
    // An edge may be newer than its devices: what is not understood was not meant for us.
    if (!message.success) return
    if (welcomed) o.onMessage(message.data)
    else introduced(message.data)
  }

  const decoder = createControlDecoder({ maxBytes: Limits.tunnelControlBytes })
  control.events = {
    data(chunk) {
      control.consumed(chunk.length)
      try {
        for (const said of decoder.push(chunk)) heard(said)
      } catch {
        fail(new TunnelFault('protocol', 'the edge says what is no message'))
        attached.destroy()
      }
    },
    end: () => attached.destroy(),
    drain() {},
    closed: () => attached.destroy(),
  }
  return promise
}
