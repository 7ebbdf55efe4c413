import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import type { Socket } from 'node:net'
import { dial, type Way } from './dial.ts'

/** What the customers do, in a process of its own: one task a message, answered by its figures. */
export type Task = Way &
  (
    | { do: 'download'; streams: number; bytes: number }
    | { do: 'connect'; together: number; count: number }
    | { do: 'latency'; rounds: number }
    | { do: 'open'; count: number }
    | { do: 'alive'; bytes: number }
    | { do: 'stall'; count: number; bytes: number }
    | { do: 'readOn' }
    | { do: 'close' }
  )

/** An open connection, and what it has yet to hear back. */
type Open = { socket: Socket; due: Buffer; wrong: boolean }
let idle: Open[] = []
/** Downloads of which nothing is read, and what each has yet to get. */
let stalled: { socket: Socket; left: number }[] = []

function askFor(bytes: number): Buffer {
  const ask = Buffer.alloc(9, 'd')
  ask.writeBigUInt64BE(BigInt(bytes), 1)
  return ask
}

async function download(way: Way, bytes: number): Promise<void> {
  let left = bytes
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = await dial(way, got => {
    left -= got
    if (left === 0) resolve()
  })
  socket.write(askFor(bytes))
  socket.on('close', () => reject(new Error(`${left} bytes are missing`)))
  await promise
  socket.destroy()
}

async function echo(way: Way): Promise<void> {
  const back = Promise.withResolvers<void>()
  const socket = await dial(way, () => back.resolve())
  socket.write('e!')
  socket.on('close', () => back.reject(new Error('closed')))
  await back.promise
  socket.end()
  socket.resume()
}

async function run(task: Task): Promise<object> {
  const startedAt = performance.now()
  const ms = () => performance.now() - startedAt
  switch (task.do) {
    case 'download':
      await Promise.all(Array.from({ length: task.streams }, () => download(task, task.bytes / task.streams)))
      return { ms: ms() }
    case 'connect': {
      let left = task.count
      const one = async () => {
        while (left-- > 0) await echo(task)
      }
      await Promise.all(Array.from({ length: task.together }, one))
      return { ms: ms() }
    }
    case 'latency': {
      let back = Promise.withResolvers<void>()
      const socket = await dial(task, () => back.resolve())
      socket.write('e')
      const times: number[] = []
      for (let i = 0; i < task.rounds; i++) {
        back = Promise.withResolvers<void>()
        const at = performance.now()
        socket.write('x'.repeat(64))
        await back.promise
        times.push(performance.now() - at)
      }
      socket.destroy()
      times.sort((a, b) => a - b)
      return { p50Ms: times[times.length >> 1], p99Ms: times[Math.floor(times.length * 0.99)] }
    }
    case 'open': {
      let left = task.count
      const one = async () => {
        while (left-- > 0) {
          const it = { due: Buffer.alloc(0), wrong: false }
          const socket = await dial(task, (bytes, piece) => {
            if (it.due.subarray(0, bytes).equals(piece)) it.due = it.due.subarray(bytes)
            else it.wrong = true
          })
          socket.on('error', () => {})
          socket.write('e')
          idle.push(Object.assign(it, { socket }))
        }
      }
      await Promise.all(Array.from({ length: 64 }, one))
      return { open: idle.length, ms: ms() }
    }
    case 'alive': {
      // Each carries bytes of its own there and back.
      const whole = async (it: Open) => {
        it.due = Buffer.concat([it.due, Buffer.alloc(task.bytes, randomBytes(64))])
        it.socket.write(it.due)
        for (let tries = 0; it.due.length > 0 && !it.wrong && !it.socket.destroyed && tries < 3_000; tries++)
          await new Promise(r => setTimeout(r, 10))
        return it.due.length === 0 && !it.wrong
      }
      let right = 0
      for (let i = 0; i < idle.length; i += 500)
        right += (await Promise.all(idle.slice(i, i + 500).map(whole))).filter(Boolean).length
      return { right, of: idle.length, ms: ms() }
    }
    case 'stall': {
      for (let i = 0; i < task.count; i++) {
        const it = { left: task.bytes }
        const socket = await dial(task, got => void (it.left -= got))
        socket.pause()
        socket.on('error', () => {}).write(askFor(task.bytes))
        stalled.push(Object.assign(it, { socket }))
      }
      return {}
    }
    case 'readOn': {
      await Promise.all(
        stalled.map(async it => {
          it.socket.resume()
          for (let tries = 0; it.left > 0 && !it.socket.destroyed && tries < 6_000; tries++)
            await new Promise(r => setTimeout(r, 10))
          it.socket.destroy()
        }),
      )
      const whole = stalled.filter(it => it.left === 0).length
      stalled = []
      return { whole }
    }
    case 'close': {
      const closed = idle.flatMap(({ socket }) => (socket.destroyed ? [] : [once(socket, 'close')]))
      for (const { socket } of idle) socket.destroy()
      await Promise.all(closed)
      idle = []
      return {}
    }
  }
}

process.on('message', (task: Task) => {
  run(task).then(
    figures => process.send!({ ok: figures }),
    (error: unknown) => process.send!({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
