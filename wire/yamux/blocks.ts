/** What a socket's writes are gathered in. */
export type Block = Uint8Array

export const smallBytes = 4 * 1024
/** A whole number of TLS records of 16 KiB. */
export const largeBytes = 256 * 1024

// They belong to the process: of very many sockets only a few write at the same time.
const spareSmall: Block[] = []
const spareLarge: Block[] = []
const maxSpareSmall = 512
const maxSpareLarge = 16

/** Null when so much does not fit in. */
export const takeSmall = (bytes: number): Block | null =>
  bytes > smallBytes ? null : (spareSmall.pop() ?? Buffer.allocUnsafeSlow(smallBytes))

export const takeLarge = (): Block => spareLarge.pop() ?? Buffer.allocUnsafeSlow(largeBytes)

export function giveBlock(block: Block): void {
  if (block.length === smallBytes) {
    if (spareSmall.length < maxSpareSmall) spareSmall.push(block)
  } else if (spareLarge.length < maxSpareLarge) spareLarge.push(block)
}
