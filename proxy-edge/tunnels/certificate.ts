import 'reflect-metadata'
import { createHash, webcrypto, X509Certificate } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { CannotStart } from '#kit/cannot-start.ts'

/** `pin` is the SHA-256 of the public key (SPKI), base64url: what a device compares, whoever signed the certificate. */
export type TunnelCertificate = { cert: string; key: string; pin: string }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const years = 10

/** The one of the variables, else the one made here on the first start: devices have pinned it. */
export async function tunnelCertificate(o: {
  folder: string
  certFile: string | undefined
  keyFile: string | undefined
}): Promise<TunnelCertificate> {
  if (o.certFile !== undefined && o.keyFile !== undefined) {
    const cert = await given(o.certFile, 'EDGE_TLS_CERT')
    return withPin(cert, await given(o.keyFile, 'EDGE_TLS_KEY'))
  }
  const file = join(o.folder, 'tunnel.pem')
  const kept = await readFile(file, 'utf8').catch(missing)
  if (kept !== null) return withPin(kept, kept)
  const made = await makeCertificate()
  await mkdir(o.folder, { recursive: true, mode: 0o700 })
  // As a whole or not at all: half a certificate would keep the edge from starting for ever.
  await writeFile(`${file}.new`, made, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
  return withPin(made, made)
}

async function makeCertificate(): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const now = Date.now()
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Traffix Node edge',
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + years * 365 * 86_400_000),
    signingAlgorithm: algorithm,
    keys,
  })
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const key = `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{1,64}/g, '$&\n')}-----END PRIVATE KEY-----\n`
  return `${cert.toString('pem')}\n${key}`
}

function withPin(cert: string, key: string): TunnelCertificate {
  try {
    return { cert, key, pin: pinOf(new X509Certificate(cert)) }
  } catch (err) {
    throw new CannotStart(`the certificate for tunnels cannot be read: ${(err as Error).message}`)
  }
}
const pinOf = (cert: X509Certificate): string =>
  createHash('sha256')
    .update(cert.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url')

const missing = (err: NodeJS.ErrnoException): null => {
  if (err.code === 'ENOENT') return null
  throw err
}
const given = (file: string, variable: string): Promise<string> =>
  readFile(file, 'utf8').catch((err: NodeJS.ErrnoException) => {
    throw new CannotStart(`${variable} names a file that cannot be read: ${err.code}`)
  })
