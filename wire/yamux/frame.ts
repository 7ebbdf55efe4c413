/** The header of yamux v0: version, type, flags (16 bits), stream id (32), length (32), big-endian. */
export const headerBytes = 12

export const DATA = 0
export const WINDOW_UPDATE = 1
export const PING = 2
export const GO_AWAY = 3

export const SYN = 1
export const ACK = 2
export const FIN = 4
export const RST = 8

/** What every stream may send before the first window update; both sides assume it. */
export const initialWindowBytes = 256 * 1024
export const maxUint32 = 0xff_ff_ff_ff

export function writeHeader(
  into: Uint8Array,
  at: number,
  type: number,
  flags: number,
  id: number,
  length: number,
): void {
  into[at] = 0
  into[at + 1] = type
  into[at + 2] = flags >>> 8
  into[at + 3] = flags
  into[at + 4] = id >>> 24
  into[at + 5] = id >>> 16
  into[at + 6] = id >>> 8
  into[at + 7] = id
  into[at + 8] = length >>> 24
  into[at + 9] = length >>> 16
  into[at + 10] = length >>> 8
  into[at + 11] = length
}

export const readUint32 = (from: Uint8Array, at: number): number =>
  ((from[at]! << 24) | (from[at + 1]! << 16) | (from[at + 2]! << 8) | from[at + 3]!) >>> 0
