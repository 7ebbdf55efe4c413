import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { RawSocket, RawTarget } from '../live/raw-client.ts'
import { hubTarget } from '../live/spread.ts'
import { type FromPeer, type ToPeer, topicNames } from './said.ts'

/** How a reader speaks with it; what is counted is what it publishes. */
export type Manner = {
  name: string
  kind: string
  target(port: number, n: number, tokens: readonly string[]): RawTarget
  opened?(socket: RawSocket): void
  /** How many of the published messages are in this frame. Answers to what else comes are said here. */
  counts(payload: Buffer, socket: RawSocket): number
}
export type Usage = { cpuMicros: number; rssBytes: number }
export type Peer = Manner & {
  port: number
  tokens: readonly string[]
  /** Resolves when the last tick was said; who has heard it is another matter. */
  publish(what: { ticks: number; everyMs: number; topics: number }): Promise<void>
  usage(tidy: boolean): Promise<Usage>
  stop(): Promise<void>
}

const subscribe = (socket: RawSocket) => socket.send('{"do":"subscribe"}')
const overWebSocket: Pick<Manner, 'target' | 'opened' | 'counts'> = {
  target: port => ({ port, path: '/ws' }),
  opened: subscribe,
  counts: () => 1,
}
export const bare: Manner = { name: 'bare uWebSockets.js', kind: 'bare', ...overWebSocket }
export const ws: Manner = { name: 'ws', kind: 'ws', ...overWebSocket }

/**
 * The real hub, in which everything is as it is run but what the topics say. It writes what a reader is due at a
 * time as one frame, an array: its messages are counted in it.
 */
export const hub: Manner = {
  name: 'hub',
  kind: 'hub',
  target: (port, n, tokens) => hubTarget(() => port, tokens)(n),
  opened(socket) {
    topicNames.forEach((topic, id) => socket.send(JSON.stringify({ do: 'subscribe', id, topic })))
  },
  counts(payload) {
    let messages = 0
    for (let at = 0; (at = payload.indexOf(deltaMark, at)) >= 0; at += deltaMark.length) messages++
    return messages
  },
}
const deltaMark = Buffer.from('"delta":')

const code = (text: string) => text.charCodeAt(0)
/** Engine.IO 4 and Socket.IO 5, as much as it takes to listen: https://socket.io/docs/v4/socket-io-protocol */
export const socketIo: Manner = {
  name: 'Socket.IO',
  kind: 'socket.io',
  target: port => ({ port, path: '/socket.io/?EIO=4&transport=websocket' }),
  counts(payload, socket) {
    const [kind, what] = payload
    if (kind === code('0')) socket.send('40')
    else if (kind === code('2')) socket.send('3')
    else if (kind === code('4') && what === code('0')) socket.send('42["subscribe"]')
    return kind === code('4') && what === code('2') ? 1 : 0
  },
}

export async function startPeer(manner: Manner, args: string[] = []): Promise<Peer> {
  const child = fork(join(import.meta.dirname, 'peer-main.ts'), [manner.kind, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--expose-gc', ...process.execArgv],
  })
  const { port, tokens = [] } = await heard(child, 'listening')
  const ask = (message: ToPeer) => void child.send(message)
  return {
    ...manner,
    port,
    tokens,
    async publish(what) {
      const published = heard(child, 'published')
      ask({ do: 'publish', ...what })
      await published
    },
    async usage(tidy) {
      const usage = heard(child, 'usage')
      ask({ do: 'usage', tidy })
      return await usage
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

type Heard<S extends FromPeer['say']> = Extract<FromPeer, { say: S }>
function heard<S extends FromPeer['say']>(child: ChildProcess, what: S): Promise<Heard<S>> {
  return new Promise((resolve, reject) => {
    const done = () => {
      child.off('message', message)
      child.off('exit', gone)
    }
    const message = (said: FromPeer) => {
      if (said.say !== what) return
      done()
      resolve(said as Heard<S>)
    }
    const gone = () => {
      done()
      reject(new Error(`a peer ended before it said "${what}"`))
    }
    child.on('message', message)
    child.on('exit', gone)
  })
}
