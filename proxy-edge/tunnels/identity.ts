import { createPublicKey, verify } from 'node:crypto'
import type { Hello, RefusalCode } from '#protocol/tunnel.ts'
import { signaturePrefix } from '#protocol/tunnel.ts'

/** What a device signs: worthless on any other connection, since the exporter is this one's. */
export const signedBytes = (nonce: Uint8Array, exporter: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(signaturePrefix), nonce, exporter])

/** Null when the device holds the key that it names. */
export function faultOfHello(hello: Hello, nonce: Uint8Array, exporter: Uint8Array): RefusalCode | null {
  try {
    const der = Buffer.from(hello.publicKey, 'base64')
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    // One spelling of each key: the same device is the same node.
    const canonical = key.export({ format: 'der', type: 'spki' }).equals(der)
    if (key.asymmetricKeyType !== 'ed25519' || !canonical) return 'bad_hello'
    const signature = Buffer.from(hello.signature, 'base64')
    return verify(null, signedBytes(nonce, exporter), key, signature) ? null : 'bad_signature'
  } catch {
    return 'bad_hello'
  }
}
