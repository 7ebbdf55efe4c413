import { ACK, DATA, FIN, headerBytes, RST, SYN, writeHeader } from '../frame.ts'

/** A frame by hand, as a peer might send it. */
export function frame(type: number, flags: number, id: number, length: number, payload = ''): Buffer {
  const bytes = Buffer.alloc(headerBytes + payload.length)
  writeHeader(bytes, 0, type, flags, id, length)
  bytes.write(payload, headerBytes)
  return bytes
}

const types = ['data', 'window', 'ping', 'goAway']
const flags = { syn: SYN, ack: ACK, fin: FIN, rst: RST }

/** What left a mux, a line a frame: `window syn 1 0`, `data 1 5 hello`. */
export function lines(out: readonly Uint8Array[]): string[] {
  const bytes = Buffer.concat(out)
  const said: string[] = []
  for (let at = 0; at < bytes.length;) {
    const type = bytes[at + 1]!
    const length = bytes.readUInt32BE(at + 8)
    const set = Object.entries(flags).flatMap(([name, bit]) =>
      bytes.readUInt16BE(at + 2) & bit ? [name] : [],
    )
    const payload = type === DATA ? bytes.toString('latin1', at + headerBytes, at + headerBytes + length) : ''
    said.push(
      [types[type], ...set, bytes.readUInt32BE(at + 4), length, ...(payload ? [payload] : [])].join(' '),
    )
    at += headerBytes + payload.length
  }
  return said
}
