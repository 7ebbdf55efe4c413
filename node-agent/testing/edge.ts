import { createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createServer, type TLSSocket } from 'node:tls'
import { defaultPolicy, type NodePolicy } from '#protocol/policy.ts'
import {
  ConnectAnswer,
  type DeviceState,
  exporterBytes,
  exporterLabel,
  FromDevice,
  type FromEdge,
  type Hello,
  signaturePrefix,
  tunnelAlpn,
} from '#protocol/tunnel.ts'
import type { NodeStatus } from '#protocol/node.ts'
import {
  createConnectDecoder,
  createControlDecoder,
  encodeConnect,
  encodeControl,
} from '#wire/tunnel/frames.ts'
import type { MuxStream } from '#wire/yamux/mux.ts'
import { type AttachedMux, attachMux } from '#wire/yamux/over-socket.ts'
import { type Certificate, selfSigned } from './self-signed.ts'
import { heardBy, type Heard } from './heard.ts'

export type TestDevice = {
  hello: Hello
  /** The key, the nonce and this very connection. */
  signed: boolean
  states: DeviceState[]
  left: string | null
  attached: AttachedMux
  say(message: FromEdge): void
  /** Resolves with the first state that fits, past or to come. */
  state(fits: (state: DeviceState) => boolean): Promise<DeviceState>
  connect(
    target: string,
    early?: Uint8Array,
  ): Promise<{ answer: ConnectAnswer; stream: MuxStream; heard: Heard }>
  /** As a wire that is cut. */
  kill(): void
  gone: Promise<void>
}

export type TestEdge = {
  port: number
  certificate: Certificate
  /** The next device that is welcomed; those that wait first. */
  device(): Promise<TestDevice>
  /** Connections so far, whatever became of them. */
  connections: number
  close(): Promise<void>
}

type Answer = { status?: NodeStatus; policy?: Partial<NodePolicy> } | { refuse: string } | null

/** A small real edge on loopback: TLS 1.3, a pin, challenges, and streams; no Redis and no doors. */
export async function createTestEdge(
  t: TestContext,
  o: {
    port?: number
    certificate?: Certificate
    /** What each hello is answered with; null: nothing ever. */
    answer?(hello: Hello): Answer
    windowBytes?: number
  } = {},
): Promise<TestEdge> {
  const certificate = o.certificate ?? selfSigned()
  const waiting: TestDevice[] = []
  const asking: ((device: TestDevice) => void)[] = []
  const sockets = new Set<TLSSocket>()
  const server = createServer({
    key: certificate.key,
    cert: certificate.cert,
    minVersion: 'TLSv1.3',
    ALPNProtocols: [tunnelAlpn],
  })
  server.on('secureConnection', socket => {
    edge.connections++
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    greet(socket, o, device => {
      const next = asking.shift()
      if (next) next(device)
      else waiting.push(device)
    })
  })
  server.on('tlsClientError', () => edge.connections++)
  server.listen(o.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  t.after(close)
  const edge: TestEdge = {
    port: (server.address() as AddressInfo).port,
    certificate,
    connections: 0,
    device() {
      const next = waiting.shift()
      return next ? Promise.resolve(next) : new Promise(resolve => asking.push(resolve))
    },
    close,
  }
  return edge
}

function greet(
  socket: TLSSocket,
  o: { answer?(hello: Hello): Answer; windowBytes?: number },
  welcomed: (device: TestDevice) => void,
): void {
  const nonce = randomBytes(32)
  const gone = Promise.withResolvers<void>()
  const listeners = new Set<() => void>()
  const windowBytes = o.windowBytes ?? 256 * 1024
  const attached = attachMux(socket, {
    role: 'server',
    limits: {
      maxStreams: 5_000,
      windowBytes,
      maxWindowBytes: windowBytes,
      maxFrameBytes: 64 * 1024,
      unsentHighBytes: 64 * 1024,
    },
    queueHighBytes: 256 * 1024,
    keepAliveMs: 20_000,
    silentMs: 40_000,
    onEnded: () => gone.resolve(),
    onStream(control) {
      const say = (message: FromEdge) => void control.write(encodeControl(message))
      const decoder = createControlDecoder({ maxBytes: 16 * 1024 })
      let device: TestDevice | null = null
      control.events = {
        data(chunk) {
          control.consumed(chunk.length)
          for (const said of decoder.push(chunk)) {
            const message = FromDevice.parse(said)
            if (message.type === 'hello') hello(message)
            else if (message.type === 'state') device?.states.push(message)
            else if (device) device.left = message.reason
            for (const listener of listeners) listener()
          }
        },
        end() {},
        drain() {},
        closed() {},
      }
      say({ type: 'challenge', nonce: nonce.toString('base64') })

      function hello(message: Hello): void {
        const answer = o.answer ? o.answer(message) : {}
        if (answer === null) return
        if ('refuse' in answer)
          return say({ type: 'refused', code: answer.refuse, message: 'a test says no' })
        say({
          type: 'welcome',
          node: randomUUID(),
          status: answer.status ?? 'approved',
          policy: { ...defaultPolicy, ...answer.policy },
        })
        device = {
          hello: message,
          signed: isSigned(message, nonce, socket),
          states: [],
          left: null,
          attached,
          say,
          async state(fits) {
            for (;;) {
              const found = device!.states.find(fits)
              if (found) return found
              await new Promise<void>(resolve => {
                const listener = () => {
                  listeners.delete(listener)
                  resolve()
                }
                listeners.add(listener)
              })
            }
          },
          connect: (target, early) => connectThrough(attached, target, early),
          kill: () => void socket.destroy(),
          gone: gone.promise,
        }
        welcomed(device)
      }
    },
  })
}

function isSigned(hello: Hello, nonce: Buffer, socket: TLSSocket): boolean {
  const exported = socket.exportKeyingMaterial(exporterBytes, exporterLabel, Buffer.alloc(0))
  const said = Buffer.concat([Buffer.from(signaturePrefix), nonce, exported])
  const key = createPublicKey({ key: Buffer.from(hello.publicKey, 'base64'), format: 'der', type: 'spki' })
  return (
    key.asymmetricKeyType === 'ed25519' && verify(null, said, key, Buffer.from(hello.signature, 'base64'))
  )
}

async function connectThrough(attached: AttachedMux, target: string, early?: Uint8Array) {
  const stream = attached.mux.open()
  if (!stream) throw new Error('no stream could be opened')
  const { promise, resolve, reject } = Promise.withResolvers<{ message: unknown; rest: Uint8Array }>()
  const decoder = createConnectDecoder({ maxBytes: 1_024 })
  stream.events = {
    data(chunk) {
      stream.consumed(chunk.length)
      const found = decoder.push(chunk)
      if (!found) return
      // What comes next must not be missed.
      heard = heardBy(stream)
      if (found.rest.length > 0) heard.pieces.push(found.rest)
      resolve(found)
    },
    end() {},
    drain() {},
    closed: why => reject(new Error(`the stream ended before an answer: ${why}`)),
  }
  let heard = null as Heard | null
  stream.write(encodeConnect({ connect: target }))
  if (early) stream.write(early)
  const { message } = await promise
  return { answer: ConnectAnswer.parse(message), stream, heard: heard! }
}
