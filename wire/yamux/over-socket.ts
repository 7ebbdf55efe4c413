import type { Duplex } from 'node:stream'
import { giveBlock } from './blocks.ts'
import { createMux, type Mux, type MuxOptions } from './mux.ts'
import { Outbox } from './outbox.ts'

export type MuxEnd =
  | { why: 'left' } // the peer closed the connection
  | { why: 'closed' } // we did
  | { why: 'silent' } // nothing was heard for too long
  | { why: 'fault'; error: Error } // of the socket, or of the peer (`MuxError`)

export type AttachOptions = Omit<MuxOptions, 'send' | 'now'> & {
  /** So much may wait for the socket before streams are told to stop. */
  queueHighBytes: number
  /** A ping so often. */
  keepAliveMs: number
  /** When a ping is followed by so much silence, the connection is given up; a close waits for the peer as long. */
  silentMs: number
  /** Once, after every stream was closed. */
  onEnded?: (end: MuxEnd) => void
}

export type AttachedMux = {
  readonly mux: Mux
  /** Bytes that wait for the socket. */
  readonly queued: number
  /** Go-away, what is queued, then the end of the connection. */
  close(code?: 0 | 1 | 2): void
  /** At once. */
  destroy(): void
}

/**
 * A mux on a socket (TCP or TLS; from now on nobody else reads or writes it). Frames of one turn of the loop leave in
 * one write, and while a write is on its way the next is gathered.
 */
export function attachMux(socket: Duplex, o: AttachOptions): AttachedMux {
  const outbox = new Outbox()
  let writing: Uint8Array | null = null
  let scheduled = false
  let full = false
  let heard = true
  let closing = false
  let end: MuxEnd | null = null

  const mux = createMux({
    ...o,
    now: () => performance.now(),
    send(header, payload) {
      outbox.add(header)
      if (payload !== null) outbox.add(payload)
      if (writing === null && !scheduled) {
        scheduled = true
        setImmediate(flush)
      }
      if (outbox.bytes < o.queueHighBytes) return true
      full = true
      return false
    },
  })

  function flush(): void {
    scheduled = false
    if (writing === null) writeNext()
  }

  function writeNext(): void {
    if (!socket.writable) return outbox.clear()
    const next = outbox.take()
    if (next === null) {
      if (closing) socket.end()
      return
    }
    writing = next.block
    socket.write(
      next.filled === next.block.length ? next.block : next.block.subarray(0, next.filled),
      written,
    )
  }

  function written(): void {
    if (full && outbox.bytes < o.queueHighBytes / 2) {
      full = false
      mux.drained() // what the streams say to that is in the next block
    }
    if (writing !== null) giveBlock(writing)
    writing = null
    writeNext()
  }

  function finish(how: MuxEnd): void {
    if (end !== null) return
    end = how
    clearTimeout(timer)
    mux.ended()
    o.onEnded?.(end)
  }

  function fail(error: Error): void {
    if (end !== null) return
    mux.fail()
    // The go-away is for a peer that still reads; nothing waits for it.
    if (writing === null) writeNext()
    finish({ why: 'fault', error })
    // TLS encrypts what is written from within a read only after it.
    setImmediate(() => socket.destroy())
  }

  function leave(how: MuxEnd): void {
    finish(how)
    socket.destroy()
  }

  let quietMs = 0
  function keepAlive(): void {
    quietMs = heard ? 0 : quietMs + o.keepAliveMs
    if (quietMs >= o.silentMs) return leave({ why: 'silent' })
    heard = false
    if (quietMs === 0) mux.ping().catch(() => {}) // it fails when the connection ends, which is told otherwise
  }
  let timer = setInterval(keepAlive, o.keepAliveMs)

  socket.on('data', (chunk: Uint8Array) => {
    heard = true
    try {
      mux.receive(chunk)
    } catch (error) {
      fail(error as Error)
    }
  })
  socket.on('error', (error: Error) => finish({ why: 'fault', error }))
  socket.on('end', () => {
    finish({ why: closing ? 'closed' : 'left' })
    socket.end()
  })
  socket.on('close', () => {
    finish({ why: closing ? 'closed' : 'left' })
    outbox.clear()
  })

  if (socket.destroyed) setImmediate(finish, { why: 'left' })

  return {
    mux,
    get queued() {
      return outbox.bytes + socket.writableLength
    },
    close(code = 0) {
      if (closing || end !== null) return
      mux.goAway(code)
      closing = true
      // Whoever does not let go in time is left.
      clearTimeout(timer)
      timer = setTimeout(leave, o.silentMs, { why: 'closed' })
      if (writing === null && !scheduled) writeNext()
    },
    destroy: () => leave({ why: 'closed' }),
  }
}
