import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { tunnelAlpn } from '#protocol/tunnel.ts'
import { TunnelFault } from './fault.ts'

export type EdgeAddress = { host: string; port: number }

/**
 * A TLS 1.3 connection to the edge whose certificate is the pinned one, before a byte was said on it. Without a pin
 * any certificate will do: whoever calls keeps the pin that is returned, for the next time.
 */
export function connectSecurely(o: {
  edge: EdgeAddress
  pin: string | null
  signal: AbortSignal
  /** The address of ours that it is dialled from; null: the machine chooses. */
  from?: string | null
}): Promise<{ socket: TLSSocket; pin: string }> {
  const { host, port } = o.edge
  return new Promise((resolve, reject) => {
    if (o.signal.aborted) return reject(new TunnelFault('timeout', 'given up'))
    const socket = connect({
      host,
      port,
      // Of a name only what fits to it.
      ...(o.from && { localAddress: o.from, family: isIP(o.from), autoSelectFamily: false }),
      ...(isIP(host) ? {} : { servername: host }),
      minVersion: 'TLSv1.3',
      ALPNProtocols: [tunnelAlpn],
      // Who it is, is decided by the pin: no authority vouches for an edge.
      rejectUnauthorized: false,
    })
    socket.setNoDelay(true)
    let connected = false
    const fail = (fault: TunnelFault) => {
      o.signal.removeEventListener('abort', giveUp)
      socket.destroy()
      reject(fault)
    }
    const giveUp = () =>
      fail(new TunnelFault('timeout', connected ? 'the edge does not answer' : 'the edge is not reached'))
    o.signal.addEventListener('abort', giveUp, { once: true })
    socket.once('connect', () => (connected = true))
    socket.on('error', error => {
      const { code } = error as NodeJS.ErrnoException
      const why = code ?? error.message
      fail(
        connected
          ? new TunnelFault('tls', `no TLS 1.3 with the edge (${why})`)
          : new TunnelFault('unreachable', `${host}:${port} is not reached (${why})`),
      )
    })
    socket.once('close', () => fail(new TunnelFault('tls', 'the edge hung up')))
    socket.once('secureConnect', () => {
      const pin = pinOf(socket)
      if (o.pin !== null && pin !== o.pin)
        return fail(
          new TunnelFault('pin', `not the edge that is known: its pin is ${pin}, ${o.pin} is expected`),
        )
      if (socket.alpnProtocol !== tunnelAlpn)
        return fail(new TunnelFault('protocol', `what answers there does not speak ${tunnelAlpn}`))
      o.signal.removeEventListener('abort', giveUp)
      // An error without a listener is a crash; the next owner has listeners of its own.
      socket.removeAllListeners('close')
      resolve({ socket, pin })
    })
  })
}

/** SHA-256 of the certificate's public key, as `openssl … -pubkey` and browsers' pins have it. */
function pinOf(socket: TLSSocket): string {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) throw new Error('TLS without a certificate')
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('base64url')
}
