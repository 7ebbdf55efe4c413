import { isV4, parseAddress } from '../addresses/address.ts'

export const SocksMethod = { none: 0x00, password: 0x02, unacceptable: 0xff } as const
export type SocksMethod = (typeof SocksMethod)[keyof typeof SocksMethod]

export const SocksReply = {
  succeeded: 0x00,
  failure: 0x01,
  notAllowed: 0x02,
  networkUnreachable: 0x03,
  hostUnreachable: 0x04,
  refused: 0x05,
  timedOut: 0x06,
  commandNotSupported: 0x07,
  addressTypeNotSupported: 0x08,
} as const

export const methodReply = (method: SocksMethod): Uint8Array => Uint8Array.of(5, method)

/** 0 lets the client in; whoever sends anything else must close. */
export const authReply = (status: number): Uint8Array => Uint8Array.of(1, status)

/** `bound` is where the connection goes out from; what a proxy does not want to tell is 0.0.0.0:0. */
export function reply(code: number, bound?: { host: string; port: number }): Uint8Array {
  return Buffer.concat([Uint8Array.of(5, code, 0), encodeEnd(bound?.host ?? '0.0.0.0', bound?.port ?? 0)])
}

/** Address type, address and port, as requests and replies have them. */
export function encodeEnd(host: string, port: number): Uint8Array {
  if (!Number.isInteger(port) || port < 0 || port > 0xff_ff) throw new RangeError(`${port} is no port`)
  const address = parseAddress(host)
  const name = address ? null : Buffer.from(host)
  if (name && name.length > 255) throw new RangeError('a name longer than 255 bytes')
  const head = name ? [3, name.length] : [isV4(address!) ? 1 : 4]
  const body = name ?? address!.subarray(isV4(address!) ? 12 : 0)
  return Buffer.concat([Uint8Array.from(head), body, Uint8Array.of(port >> 8, port & 0xff)])
}
