import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import {
  type AgentFacts,
  exporterBytes,
  exporterLabel,
  type Hello,
  signaturePrefix,
} from '#protocol/tunnel.ts'

/** Of a TLS socket: what only the two ends of this one connection know. */
export type Exporter = { exportKeyingMaterial(length: number, label: string, context: Buffer): Buffer }

/** The device's proof: over the nonce and over this connection, so that nobody can use it on another one. */
export function helloFor(o: {
  privateKey: KeyObject
  nonce: string
  exporter: Exporter
  enrollment: string | null
  agent: AgentFacts
}): Hello {
  const bound = o.exporter.exportKeyingMaterial(exporterBytes, exporterLabel, Buffer.alloc(0))
  const said = Buffer.concat([Buffer.from(signaturePrefix), Buffer.from(o.nonce, 'base64'), bound])
  return {
    type: 'hello',
    publicKey: publicKeyOf(o.privateKey),
    enrollment: o.enrollment,
    signature: sign(null, said, o.privateKey).toString('base64'),
    agent: o.agent,
  }
}

export const publicKeyOf = (privateKey: KeyObject): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
