import { openRaw, type RawHandlers, type RawSocket, type RawTarget } from './raw-client.ts'

/** Opens many at once, but so few at a time that the kernel's queue of the door does not overflow. */
export async function openCrowd(
  count: number,
  target: (n: number) => RawTarget,
  handlers: (n: number) => RawHandlers,
  together = 200,
): Promise<RawSocket[]> {
  const sockets: RawSocket[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const n = next++
      sockets[n] = await openRaw(target(n), handlers(n))
    }
  }
  await Promise.all(Array.from({ length: Math.min(together, count) }, worker))
  return sockets
}
