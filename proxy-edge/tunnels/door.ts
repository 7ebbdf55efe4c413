import { constants, randomBytes } from 'node:crypto'
import { createServer as createTcp, type Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import {
  DeviceState,
  exporterBytes,
  exporterLabel,
  type FromEdge,
  Hello,
  Leave,
  type RefusalCode,
  refusals,
  tunnelAlpn,
} from '#protocol/tunnel.ts'
import { createControlDecoder, encodeControl } from '#wire/tunnel/frames.ts'
import type { MuxStream } from '#wire/yamux/mux.ts'
import { type AttachedMux, attachMux } from '#wire/yamux/over-socket.ts'
import type { Known, NodeEntry } from '../known/known.ts'
import type { TunnelCertificate } from './certificate.ts'
import type { Enroller } from './enrolling.ts'
import { faultOfHello } from './identity.ts'
import type { OnlineNode, Tunnel } from './node.ts'
import type { Nodes } from './nodes.ts'
import { createStrangers } from './strangers.ts'

// device --TLS 1.3, yamux--> door: challenge, hello, welcome on the control stream; then it is a node of `nodes`
export type TunnelDoor = ReturnType<typeof createTunnelDoor>
type Heard = (what: 'welcome' | RefusalCode | 'no_hello') => void

const queueHighBytes = 512 * 1024
const refusedMs = 2_000
/** The first byte of a TLS connection. */
const tlsHandshake = 0x16

export function createTunnelDoor(o: {
  certificate: TunnelCertificate
  known: Known
  nodes: Nodes
  enroller: Enroller
  /** Takes what begins as a line of the edge's own echo; false: it is none. */
  echo?: (socket: Socket, first: Buffer, known: () => void) => boolean
  log: Log
  /** For figures. */
  onHello?: Heard
}) {
  const strangers = createStrangers({
    most: Limits.tunnelsUnknown,
    ms: Limits.tunnelHelloMs,
    onLate: () => o.onHello?.('no_hello'),
  })
  const open = new Set<{ socket: TLSSocket; attached: AttachedMux; tunnel: Tunnel }>()
  let accepting = true

  const secured = createServer(
    {
      ...o.certificate,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [tunnelAlpn],
      // A device without AES in its processor names ChaCha first, and gets it.
      ciphers: 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384',
      honorCipherOrder: true,
      secureOptions: constants.SSL_OP_PRIORITIZE_CHACHA ?? 0,
    },
    socket => {
      if (accepting && socket.alpnProtocol === tunnelAlpn) greet(socket)
      else socket.destroy()
    },
  )
  const make = () =>
    createTcp({ noDelay: true }, socket => {
      strangers.enter(socket)
      socket.on('error', () => {})
      // Many who come say nothing, or no TLS: only a greeting is worth what a TLS connection takes.
      socket.once('readable', () => {
        const first = socket.read() as Buffer | null
        if (first?.[0] === tlsHandshake) {
          socket.unshift(first)
          return void secured.emit('connection', socket)
        }
        if (!first || !o.echo?.(socket, first, () => strangers.leave(socket))) socket.destroy()
      })
    })

  function greet(socket: TLSSocket): void {
    const address = socket.remoteAddress ?? ''
    const log = o.log.child({ address })
    const nonce = randomBytes(32)
    const exporter = socket.exportKeyingMaterial(exporterBytes, exporterLabel, Buffer.alloc(0))
    const decoder = createControlDecoder({ maxBytes: Limits.tunnelControlBytes })
    let control: MuxStream | null = null
    let asked = false
    let node: OnlineNode | null = null
    let leaving: string | null = null
    let states = 0
    let statesSince = performance.now()

    const attached = attachMux(socket, {
      role: 'server',
      limits: {
        maxStreams: Limits.tunnelStreams,
        windowBytes: 256 * 1024,
        // All that may wait here for a customer who does not read.
        maxWindowBytes: Limits.proxySessionBytes - 64 * 1024,
        maxFrameBytes: 64 * 1024,
        unsentHighBytes: 256 * 1024,
      },
      queueHighBytes,
      keepAliveMs: Limits.tunnelPingMs,
      silentMs: Limits.tunnelSilentMs - Limits.tunnelPingMs,
      onStream(stream) {
        // A device opens one stream only.
        if (control) return stream.reset()
        control = stream
        stream.events = {
          data(piece) {
            stream.consumed(piece.length)
            try {
              for (const message of decoder.push(piece)) hear(message)
            } catch (err) {
              log.info({ err }, 'a device does not keep to the protocol')
              socket.destroy()
            }
          },
          end: () => {},
          drain: () => {},
          closed: () => attached.close(),
        }
        say({ type: 'challenge', nonce: nonce.toString('base64') })
      },
      onEnded(end) {
        open.delete(entry)
        if (end.why === 'fault') log.debug({ err: end.error }, 'a tunnel broke')
        if (node) o.nodes.lost(node, tunnel, leaving)
      },
    })
    const say = (message: FromEdge) => void control?.write(encodeControl(message))
    const { localAddress } = socket
    const tunnel: Tunnel = { attached, say, address, ...(localAddress && { localAddress }) }
    const entry = { socket, attached, tunnel }

    function hear(message: unknown): void {
      if (!node) {
        if (asked) return refuse('bad_hello')
        asked = true
        const hello = Hello.safeParse(message)
        if (!hello.success) return refuse('bad_hello')
        const fault = faultOfHello(hello.data, nonce, exporter)
        if (fault) return refuse(fault)
        void whoIs(hello.data)
        return
      }
      const now = performance.now()
      if (now - statesSince > 60_000) [states, statesSince] = [0, now]
      if (++states > Limits.tunnelStateMessagesAMinute) throw new Error('too many words')
      const state = DeviceState.safeParse(message)
      if (state.success) return o.nodes.state(node, state.data)
      const leave = Leave.safeParse(message)
      if (leave.success) leaving = leave.data.reason
    }

    async function whoIs(hello: Hello): Promise<void> {
      const found = o.known.nodeByKey(hello.publicKey)
      if (found) return welcome(found)
      if (hello.enrollment === null) return refuse(o.known.whole ? 'unknown_device' : 'unavailable')
      const answer = await o.enroller.enroll({ ...hello, enrollment: hello.enrollment }, address)
      if (socket.destroyed) return
      if ('refused' in answer) refuse(answer.refused)
      else welcome(answer.node)
    }

    function welcome(found: NodeEntry): void {
      if (found.status === 'rejected') return refuse('rejected')
      strangers.leave(socket)
      open.add(entry)
      say({ type: 'welcome', node: found.id, status: found.status, policy: found.policy })
      node = o.nodes.came(found, tunnel)
      o.onHello?.('welcome')
      // The first measure; the others come with keep-alive.
      attached.mux.ping().catch(() => {})
    }

    function refuse(code: RefusalCode): void {
      o.onHello?.(code)
      log.info({ code }, 'a device was refused')
      say({ type: 'refused', code, message: refusals[code] })
      attached.close()
      setTimeout(() => socket.destroy(), refusedMs).unref()
    }
  }

  return {
    /** A server for one address; all share what is above. */
    server: make,
    get strangers() {
      return strangers.size
    },
    get tunnels() {
      return open.size
    },
    /** No new tunnels; those that are there are told, and carry what they carry. */
    leave(): void {
      accepting = false
      for (const { tunnel } of open) {
        tunnel.say({ type: 'leaving', reason: 'restart' })
        tunnel.attached.mux.goAway()
      }
    },
    close(): void {
      accepting = false
      strangers.closeAll()
      for (const { attached } of [...open]) attached.destroy()
    },
  }
}
