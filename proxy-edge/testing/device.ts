import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { connect as connectTcp } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import {
  type ConnectAnswer,
  type DeviceState,
  exporterBytes,
  exporterLabel,
  FromEdge,
  signaturePrefix,
  tunnelAlpn,
} from '#protocol/tunnel.ts'
import {
  createConnectDecoder,
  createControlDecoder,
  encodeConnect,
  encodeControl,
} from '#wire/tunnel/frames.ts'
import { resetSocket } from '#kit/reset-socket.ts'
import type { MuxStream } from '#wire/yamux/mux.ts'
import { type AttachedMux, attachMux } from '#wire/yamux/over-socket.ts'

export type DeviceKey = { privateKey: KeyObject; publicKey: string }
export function makeKey(): DeviceKey {
  const pair = generateKeyPairSync('ed25519')
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  return { privateKey: createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })), publicKey }
}

type Told = FromEdge['type']
/** How a connect is answered; what follows on the stream is the handler's. Without one it dials the target itself. */
export type Handler = (target: string, stream: MuxStream, early: Uint8Array) => void

/** A device as small as it can be, for tests of the edge: real TLS, real yamux, and a handler for what it is asked. */
export async function startDevice(o: {
  port: number
  key?: DeviceKey
  enrollment?: string
  handler?: Handler
  /** Instead of what it should sign. */
  signed?: (nonce: Buffer, exporter: Buffer) => Buffer
}) {
  const key = o.key ?? makeKey()
  const socket: TLSSocket = connect({
    ...{ port: o.port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: [tunnelAlpn] },
    minVersion: 'TLSv1.3',
  })
  const told: FromEdge[] = []
  const waiting: { type: Told; resolve: (message: FromEdge) => void }[] = []
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  socket.on('error', () => {})
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
  const exporter = socket.exportKeyingMaterial(exporterBytes, exporterLabel, Buffer.alloc(0))
  const attached: AttachedMux = attachMux(socket, {
    role: 'client',
    limits: {
      ...{ maxStreams: 4_096, windowBytes: 256 * 1024, maxWindowBytes: 1 << 20, maxFrameBytes: 64 * 1024 },
      unsentHighBytes: 256 * 1024,
    },
    ...{ queueHighBytes: 512 * 1024, keepAliveMs: 20_000, silentMs: 20_000 },
    onStream: stream => serve(stream, o.handler ?? dialTarget),
  })
  const control = attached.mux.open()!
  const decoder = createControlDecoder({ maxBytes: 64 * 1024 })
  const say = (message: object) => void control.write(encodeControl(message))
  control.events = {
    data(piece) {
      control.consumed(piece.length)
      for (const message of decoder.push(piece)) hear(FromEdge.parse(message))
    },
    ...{ end() {}, drain() {}, closed() {} },
  }

  function hear(message: FromEdge): void {
    if (message.type === 'challenge') {
      const nonce = Buffer.from(message.nonce, 'base64')
      const bytes =
        o.signed?.(nonce, exporter) ?? Buffer.concat([Buffer.from(signaturePrefix), nonce, exporter])
      say({
        ...{ type: 'hello', publicKey: key.publicKey, enrollment: o.enrollment },
        signature: sign(null, bytes, key.privateKey).toString('base64'),
        agent: { version: 'test', platform: 'test', model: null, osVersion: null },
      })
    }
    const at = waiting.findIndex(it => it.type === message.type)
    if (at >= 0) waiting.splice(at, 1)[0]!.resolve(message)
    else told.push(message)
  }

  return {
    key,
    socket,
    attached,
    closed,
    say,
    /** The next message of this kind, also when it has come already. */
    hears<T extends Told>(type: T): Promise<FromEdge & { type: T }> {
      const at = told.findIndex(it => it.type === type)
      if (at >= 0) return Promise.resolve(told.splice(at, 1)[0] as FromEdge & { type: T })
      return new Promise(resolve => waiting.push({ type, resolve: resolve as (message: FromEdge) => void }))
    },
    state(more: Partial<DeviceState> = {}): void {
      say({ type: 'state', battery: null, network: null, at: Date.now(), ...more })
    },
    leave(reason = 'test'): void {
      say({ type: 'leave', reason })
      attached.close()
    },
    kill(): Promise<void> {
      socket.destroy()
      return closed
    },
  }
}
export type Device = Awaited<ReturnType<typeof startDevice>>

export const answer = (stream: MuxStream, message: ConnectAnswer): void =>
  void stream.write(encodeConnect(message))

function serve(stream: MuxStream, handler: Handler): void {
  const decoder = createConnectDecoder({ maxBytes: 2_048 })
  stream.events = {
    data(piece) {
      const found = decoder.push(piece)
      if (!found) return stream.consumed(piece.length)
      stream.consumed(piece.length - found.rest.length)
      // Whatever comes now is no request; a handler that wants it says so.
      stream.events = {
        data: more => stream.consumed(more.length),
        ...{ end() {}, drain() {}, closed() {} },
      }
      handler((found.message as { connect: string }).connect, stream, found.rest)
    },
    ...{ end() {}, drain() {}, closed() {} },
  }
}

/** As a node does, without its rules; from another address of this machine, if it is named. */
export const dialTarget: Handler = (target, stream, early) => dialFrom(null)(target, stream, early)
export const dialFrom =
  (localAddress: string | null): Handler =>
  (target, stream, early) => {
    const colon = target.lastIndexOf(':')
    const host = target.slice(0, colon).replace(/^\[|\]$/g, '')
    const socket = connectTcp({
      host,
      ...(localAddress !== null && { localAddress }),
      port: Number(target.slice(colon + 1)),
      allowHalfOpen: true,
      noDelay: true,
    })
    socket.once('connect', () => {
      answer(stream, { ok: true })
      if (early.length > 0) give(early)
      socket.on('data', chunk => void (stream.write(chunk) || socket.pause()))
      socket.on('end', () => stream.end())
    })
    socket.on('error', (err: NodeJS.ErrnoException) => {
      if (socket.connecting || socket.pending)
        answer(stream, {
          ok: false,
          code: err.code === 'ECONNREFUSED' ? 'refused' : 'unreachable',
          message: '',
        })
      else stream.reset()
    })
    const give = (piece: Uint8Array) => void socket.write(piece, () => stream.consumed(piece.length))
    stream.events = {
      data: give,
      end: () => void socket.end(),
      drain: () => void socket.resume(),
      closed: why => void (why === 'done' ? socket.end() : resetSocket(socket)),
    }
  }
