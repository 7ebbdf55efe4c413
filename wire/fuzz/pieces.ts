import type { Random } from './random.ts'

/** The same bytes in pieces of any size: single bytes for a while, nothing at all, long ones. */
export function pieces(random: Random, bytes: Uint8Array): Uint8Array[] {
  const all: Uint8Array[] = []
  const usual = random.pick([1, 2, 4, 16, 256])
  for (let at = 0; at < bytes.length;) {
    const size = random.chance(8) ? random.int(bytes.length + 1) : random.int(usual + 1)
    // A copy, so that a decoder which looks beyond its chunk finds nothing.
    all.push(Uint8Array.from(bytes.subarray(at, at + size)))
    at += size
  }
  return all
}

/** What formats hang on: ends of lines and of words, signs, and bytes that must not be. */
const telling = [0, 9, 10, 13, 32, 44, 45, 46, 48, 58, 59, 61, 127, 128, 160, 255]

/** The same bytes with a few things wrong. */
export function mutated(random: Random, bytes: Uint8Array): Buffer {
  let out = Buffer.from(bytes)
  for (let n = 1 + random.int(3); n > 0; n--) {
    const at = random.int(out.length + 1)
    const to = Math.min(out.length, at + 1 + random.int(random.pick([1, 4, 20])))
    const [head, middle, tail] = [out.subarray(0, at), out.subarray(at, to), out.subarray(to)]
    out = Buffer.concat(
      random.pick([
        [head, tail],
        [head, middle, middle, tail],
        [head, Uint8Array.of(random.pick(telling)), middle, tail],
        [head, Uint8Array.of(random.pick(telling)), middle.subarray(1), tail],
        [head, random.bytes(1 + random.int(4)), middle, tail],
        [head],
      ]),
    )
  }
  return out
}
