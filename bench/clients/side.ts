import type { Socket } from 'node:net'

/** What libuv has not been able to give to the kernel yet; Node itself tells of whole writes only. */
type Handle = { bytesWritten: number; writeQueueSize: number }

/** One end of a conversation, and what its process counts: customer or target. */
export class Side {
  readonly socket: Socket
  read = 0
  given = 0
  ended = false
  closed = false
  /** What this socket sent before the conversation began. */
  #before: number
  #watching: (() => void)[] = []

  constructor(socket: Socket) {
    this.socket = socket
    this.#before = socket.bytesWritten ?? 0
    socket.on('error', () => {})
    socket.on('end', () => {
      this.ended = true
      this.#look()
    })
    socket.on('close', () => {
      this.closed = true
      this.#look()
    })
  }
  /** Every byte that is read goes here. */
  got(bytes: number): void {
    this.read += bytes
    this.#look()
  }
  /** So many bytes of the conversation went behind the handshake. */
  early(bytes: number): void {
    this.given += bytes
    this.#before -= bytes
  }
  give(chunk: Uint8Array): boolean {
    this.given += chunk.length
    return this.socket.write(chunk)
  }
  /** What the kernel has of it, while the socket is open. */
  get taken(): number {
    const handle = (this.socket as { _handle?: Handle | null })._handle
    return handle ? handle.bytesWritten - handle.writeQueueSize - this.#before : this.given
  }
  /** Waits until it is so; it is looked at when something came or ended. */
  until(holds: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const look = () => {
        if (!holds()) return
        this.#watching = this.#watching.filter(it => it !== look)
        resolve()
      }
      this.#watching.push(look)
      look()
    })
  }
  #look(): void {
    for (const look of [...this.#watching]) look()
  }
  cut(how: 'fin' | 'rst'): void {
    if (how === 'rst') this.socket.resetAndDestroy()
    else this.socket.destroy()
  }
}
