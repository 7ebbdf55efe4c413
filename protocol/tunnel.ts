import { z } from 'zod'
import { Battery, NodeNetwork, NodeStatus } from './node.ts'
import { NodePolicy, RestReason } from './policy.ts'

// device --TLS 1.3, ALPN `traffix/1`, yamux; the device is its client--> edge
// Stream 1 is the control stream: 4-byte big-endian length and JSON, both ways.

export const tunnelAlpn = 'traffix/1'
export const exporterLabel = 'EXPORTER-traffix-device'
export const exporterBytes = 32
export const signaturePrefix = 'traffix-device-v1'

export const Challenge = z.object({ type: z.literal('challenge'), nonce: z.base64() })

export const AgentFacts = z.object({
  version: z.string().max(40),
  platform: z.string().max(40),
  model: z
    .string()
    .max(120)
    .nullish()
    .transform(it => it ?? null),
  osVersion: z
    .string()
    .max(120)
    .nullish()
    .transform(it => it ?? null),
})
export type AgentFacts = z.infer<typeof AgentFacts>

export const Hello = z.object({
  type: z.literal('hello'),
  /** SPKI DER of an Ed25519 key. */
  publicKey: z.base64().max(200),
  enrollment: z
    .string()
    .max(80)
    .nullish()
    .transform(it => it ?? null),
  signature: z.base64().max(200),
  agent: AgentFacts,
})
export type Hello = z.infer<typeof Hello>

/** The way out of the device: the MTU of the interface that its traffic takes, and whether that is itself a tunnel. */
export const DevicePath = z.object({ mtu: z.int().min(68).max(65_536).nullable(), tunnel: z.boolean() })
export type DevicePath = z.infer<typeof DevicePath>

/** A device that is not told why it rests (`resting`) by an older agent rests by its policy all the same. */
export const DeviceState = z.object({
  type: z.literal('state'),
  battery: Battery.nullish().transform(it => it ?? null),
  network: NodeNetwork.nullish().transform(it => it ?? null),
  resting: RestReason.nullish().transform(it => it ?? null),
  /** Of the device's clock, as IANA names it: another one than that of the place it seems to be in is worth a look. */
  timeZone: z
    .string()
    .max(64)
    .nullish()
    .transform(it => it ?? null),
  path: DevicePath.nullish().transform(it => it ?? null),
  at: z.number(),
})
export type DeviceState = z.infer<typeof DeviceState>

/** An orderly leave: the device goes, and says why. */
export const Leave = z.object({ type: z.literal('leave'), reason: z.string().max(40) })

export const FromDevice = z.discriminatedUnion('type', [Hello, DeviceState, Leave])
export type FromDevice = z.infer<typeof FromDevice>

/** The first six mean: stop and ask a person; the others: come back later. */
export const refusals = {
  bad_hello: 'The hello is not as it should be.',
  bad_signature: 'The signature does not fit the key, the nonce and this connection.',
  unknown_device: 'This key is not known: enroll it with a code.',
  enrollment_unknown: 'There is no such enrollment code.',
  enrollment_expired: 'This enrollment code has expired.',
  enrollment_used: 'This enrollment code has been used as often as it may be.',
  rejected: 'This device was rejected.',
  busy: 'Too many devices here. Come back later.',
  unavailable: 'The device cannot be looked up right now. Come back later.',
} as const
export type RefusalCode = keyof typeof refusals
export const refusalCodes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]
export const retriableRefusals: readonly RefusalCode[] = ['busy', 'unavailable']

export const FromEdge = z.discriminatedUnion('type', [
  Challenge,
  z.object({ type: z.literal('welcome'), node: z.uuid(), status: NodeStatus, policy: NodePolicy }),
  z.object({ type: z.literal('refused'), code: z.string().max(40), message: z.string().max(300) }),
  z.object({ type: z.literal('policy'), ...NodePolicy.shape }),
  z.object({ type: z.literal('status'), status: NodeStatus }),
  /** This edge is about to stop: come back at once when the tunnel has closed. */
  z.object({ type: z.literal('leaving'), reason: z.string().max(40) }),
])
export type FromEdge = z.infer<typeof FromEdge>

/** A stream that the edge opens: 2-byte big-endian length and JSON, then the same as the answer, then raw bytes. */
export const Connect = z.object({ connect: z.string().max(300) })
export const connectFaults = ['refused', 'unreachable', 'timeout', 'dns', 'forbidden', 'overloaded'] as const
export const ConnectFault = z.enum(connectFaults)
export type ConnectFault = z.infer<typeof ConnectFault>
export const ConnectAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({
    ok: z.literal(false),
    code: ConnectFault.catch('unreachable'),
    message: z.string().max(300).catch(''),
  }),
])
export type ConnectAnswer = z.infer<typeof ConnectAnswer>
