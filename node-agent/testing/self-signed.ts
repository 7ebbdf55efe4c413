import { createHash, generateKeyPairSync, sign } from 'node:crypto'

// A certificate in DER, as small as TLS takes it: a test makes its own, so none lies around.

export type Certificate = { key: string; cert: string; pin: string }

export function selfSigned(name = 'edge.test'): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const ecdsaSha256 = der(0x30, oid('2a8648ce3d040302'))
  const subject = der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from(name)))))
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))), // v3
    der(0x02, Buffer.of(1)),
    ecdsaSha256,
    subject,
    der(0x30, utcTime('200101000000Z'), utcTime('491231235959Z')),
    subject,
    spki,
  )
  const signature = sign('sha256', body, privateKey)
  const whole = der(0x30, body, ecdsaSha256, der(0x03, Buffer.of(0), signature))
  const lines = whole.toString('base64').match(/.{1,64}/g)!
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    pin: createHash('sha256').update(spki).digest('base64url'),
  }
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const size = body.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.of(tag, ...length), body])
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const utcTime = (text: string) => der(0x17, Buffer.from(text))
