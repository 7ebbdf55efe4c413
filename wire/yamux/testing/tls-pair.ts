import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { connect, createServer, type TLSSocket } from 'node:tls'

const psk = { psk: Buffer.alloc(32, 7), identity: 'test' }
// A shared key, so that no certificate is needed; the records are the same.
const both = {
  ciphers: 'TLS_AES_128_GCM_SHA256:PSK',
  minVersion: 'TLSv1.3',
} as const

/** The two ends of a TLS 1.3 connection over loopback. */
export async function createTlsPair(t: TestContext): Promise<{ near: TLSSocket; far: TLSSocket }> {
  const server = createServer({ ...both, pskCallback: () => psk.psk })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const near = connect({
    ...both,
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    pskCallback: () => psk,
    checkServerIdentity: () => undefined,
  })
  const [[far]] = (await Promise.all([once(server, 'secureConnection'), once(near, 'secureConnect')])) as [
    [TLSSocket],
    unknown,
  ]
  // A test may break the connection in any way.
  for (const socket of [near, far]) socket.on('error', () => {})
  t.after(async () => {
    near.destroy()
    far.destroy()
    server.close()
    await once(server, 'close')
  })
  return { near, far }
}
